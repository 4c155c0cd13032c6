import type { Answer } from '../http/call.js';
import { retryAfterMs } from './retry-after.js';
import type { Runtime } from '../runtime.js';

/** What a coordinator that holds answers back needs of us between two polls, against one that does not mean it. */
const SHORTEST_PAUSE_MS = 50;
const USUAL_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** How long the coordinator is left alone after an answer that is not the last. */
export function pauseMs({ waited, retryAfter, date }: Answer, runtime: Runtime): number {
  if (waited) return SHORTEST_PAUSE_MS;
  return Math.min(LONGEST_PAUSE_MS, retryAfterMs({ retryAfter, date }, runtime.wallNow()) ?? USUAL_PAUSE_MS);
}
