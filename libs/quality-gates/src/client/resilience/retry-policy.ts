import type { IAxiosRetryConfig } from 'axios-retry';
import type { Backoff } from './backoff.js';
import { AttemptError, type Failure } from '../failures/failure.js';
import { budgetEmpty, circuitOpen, pastDeadline } from './held-back.js';
import type { Undertaking } from '../http/undertaking.js';

/**
 * How axios-retry repeats the attempts of a call. It decides and repeats; the waiting is ours, so that it ends
 * with its scope, its time can be told, and nobody waits for what is refused in the end.
 *
 * @param dropIdleConnections called where connections kept for later have proved stale
 */
export function retryPolicy(
  undertaking: Undertaking,
  backoff: Backoff,
  dropIdleConnections: () => void,
): IAxiosRetryConfig {
  const { call, address, runtime, observe } = undertaking;
  const maxRetries = (call.maxAttempts ?? address.retry.maxAttempts) - 1;
  const mayRenew = (failure: Failure): boolean => failure.staleSocket === true && !undertaking.isRenewed;
  return {
    // With the one that replaces a stale connection.
    retries: maxRetries + 1,
    retryCondition: (error: unknown) =>
      error instanceof AttemptError &&
      (mayRenew(error.failure) || undertaking.retries < Math.min(maxRetries, error.failure.retries)),
    retryDelay: () => 0,
    onRetry: async (_count, error: unknown) => {
      if (!(error instanceof AttemptError)) return;
      const { failure } = error;
      if (mayRenew(failure)) {
        undertaking.isRenewed = true;
        dropIdleConnections();
        observe({ type: 'retry', delayMs: 0, code: failure.error.code, fault: failure.fault });
        return;
      }
      undertaking.retries += 1;
      const delayMs = backoff.delayMs(undertaking.retries, () => runtime.random(), failure.retryAfterMs);
      await pause(undertaking, failure, delayMs);
    },
  };
}

/** @throws CoordinatorUnavailableError, at once, where the attempt will not be repeated after all */
async function pause(undertaking: Undertaking, failure: Failure, delayMs: number): Promise<void> {
  const { scope, guard, runtime, observe } = undertaking;
  const { fault, retryAfterMs } = failure;
  const refusal = guard.breaker?.refusal;
  if (refusal) throw circuitOpen(undertaking, refusal);
  const notBefore = new Date(runtime.wallNow() + delayMs);
  if (delayMs >= scope.remainingMs) throw pastDeadline(failure, notBefore);
  if (failure.isFree !== true && !guard.budget.spend()) throw budgetEmpty(undertaking, failure, notBefore);
  observe({ type: 'retry', delayMs, code: failure.error.code, fault, retryAfterMs });
  await scope.sleep(delayMs);
}
