import { WIRE_PATHS } from '@quality-gates/contract';
import { RequestRejectedError } from '../errors/index.js';
import type { Asking } from './asking.js';
import { readStanding, type Standing } from './standing.js';

/**
 * Where the check stands, from the path that the contract gives: a `Location` that says otherwise is not followed.
 * Nothing where the coordinator knows no such check.
 *
 * @param waitSeconds how long the coordinator may hold its answer back, until the check is done
 */
export async function poll(asking: Asking, waitSeconds: number): Promise<Standing | undefined> {
  const path = WIRE_PATHS.check(asking.checkId);
  try {
    return await asking.ask({ method: 'GET', path, waitSeconds }, (answer) => readStanding(answer, asking));
  } catch (error) {
    if (error instanceof RequestRejectedError && error.code === 'not-found') return undefined;
    throw error;
  }
}
