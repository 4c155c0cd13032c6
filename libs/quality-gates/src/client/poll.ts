import { WIRE_PATHS } from '@quality-gates/contract';
import { CoordinatorUnavailableError, RequestRejectedError } from '../errors/index.js';
import type { Asking } from './asking.js';
import { Backoff } from './resilience/backoff.js';
import { readStanding, type Standing } from './standing.js';

/**
 * Where the check stands, from the path that the contract gives: a `Location` that says otherwise is not followed.
 * Nothing where the coordinator knows no such check. A coordinator that has taken the check and is gone may be
 * starting again: that is waited for, as often as an exchange is tried.
 *
 * @param waitSeconds how long the coordinator may hold its answer back, until the check is done
 */
export async function poll(asking: Asking, waitSeconds: number): Promise<Standing | undefined> {
  const { scope, address } = asking.parts;
  const call = { method: 'GET', path: WIRE_PATHS.check(asking.checkId), waitSeconds } as const;
  for (let outage = 1; ; outage += 1) {
    try {
      return await asking.ask(call, (answer) => readStanding(answer, asking));
    } catch (error) {
      if (error instanceof RequestRejectedError && error.code === 'not-found') return undefined;
      if (!(error instanceof CoordinatorUnavailableError && error.retryable)) throw error;
      const pauseMs = outageMs(asking, error, outage);
      if (outage === address.retry.maxAttempts || pauseMs >= scope.remainingMs) throw error;
      await scope.sleep(pauseMs);
    }
  }
}

/** A program that starts again takes longer than a network that hiccups. */
const LONGER = 10;

function outageMs({ parts }: Asking, { notBefore }: CoordinatorUnavailableError, outage: number): number {
  const { runtime, address } = parts;
  const { baseDelayMs, maxDelayMs } = address.retry;
  const backoff = new Backoff({ baseDelayMs: LONGER * baseDelayMs, maxDelayMs });
  const wishMs = Math.max(0, (notBefore?.getTime() ?? 0) - runtime.wallNow());
  return backoff.delayMs(outage, () => runtime.random(), wishMs);
}
