import type { IAxiosRetryConfig } from 'axios-retry';
import type { Backoff } from './backoff.js';
import { AttemptError, type Failure } from './failure.js';
import { budgetEmpty, circuitOpen, pastDeadline } from './held-back.js';
import type { Undertaking } from './undertaking.js';

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
  return {
    retries: (call.maxAttempts ?? address.retry.maxAttempts) - 1,
    retryCondition: (error: unknown) => error instanceof AttemptError && error.failure.retries > 0,
    retryDelay: () => 0,
    onRetry: async (retry, error: unknown) => {
      if (!(error instanceof AttemptError)) return;
      const { failure } = error;
      if (retry > failure.retries) throw failure.error;
      if (failure.staleSocket === true && retry === 1) {
        dropIdleConnections();
        observe({ type: 'retry', delayMs: 0, code: failure.error.code, fault: failure.fault });
        return;
      }
      const delayMs = backoff.delayMs(retry, () => runtime.random(), failure.retryAfterMs);
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
