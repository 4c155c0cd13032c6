import { CancelledError, WIRE_PATHS } from '@quality-gates/contract';
import type { Asking } from './asking.js';
import { Scope } from './scope.js';

const LONGEST_MS = 200;

/**
 * Tells a coordinator that has taken the question that the caller no longer waits, so that nothing runs for nobody.
 * Best effort: one attempt, a short time; whether it arrived does not matter, since the coordinator notices by
 * itself that a caller stays away.
 */
export async function withdraw(asking: Asking): Promise<void> {
  const scope = new Scope(asking.parts.runtime, {
    limit: { ms: LONGEST_MS, error: () => new CancelledError() },
  });
  try {
    const path = WIRE_PATHS.check(asking.checkId);
    await scope.race(asking.send({ method: 'DELETE', path, noContent: true, maxAttempts: 1 }, scope));
  } catch {
    // The wait is over either way.
  } finally {
    scope.close();
  }
}
