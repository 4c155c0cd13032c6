import { CoordinatorUnavailableError } from '../../errors/index.js';
import type { Refusal } from './circuit-breaker.js';
import type { Failure } from '../failures/failure.js';
import type { Undertaking } from '../http/undertaking.js';

/** Why nothing is sent although there is something to ask. Each is observed as it is made. */

/** The circuit is open. */
export function circuitOpen(
  { address, runtime, observe }: Undertaking,
  { forMs, lastly }: Refusal,
): CoordinatorUnavailableError {
  const notBefore = new Date(runtime.wallNow() + forMs);
  observe({ type: 'circuit-refused', notBefore });
  return new CoordinatorUnavailableError(
    `The coordinator at ${address.url} is left alone until ${notBefore.toISOString()}, as it failed several times in a row. Lastly: ${lastly}`,
    { notBefore },
  );
}

/** Too many requests were repeats already. */
export function budgetEmpty(
  { observe }: Undertaking,
  { error, fault, status, retryAfterMs }: Failure,
  notBefore: Date,
): CoordinatorUnavailableError {
  observe({ type: 'budget-empty', code: error.code, fault });
  return new CoordinatorUnavailableError(
    `${error.message} It is not asked again at once: too many requests were repeats already (the retry budget is empty).`,
    { cause: error, status, ...(retryAfterMs !== undefined && { notBefore }) },
  );
}

/** The pause would outlast the deadline. */
export function pastDeadline({ error, status }: Failure, notBefore: Date): CoordinatorUnavailableError {
  return new CoordinatorUnavailableError(
    `${error.message} It may be asked again not before ${notBefore.toISOString()}, which is past the deadline.`,
    { cause: error, status, notBefore },
  );
}
