import type { Verdict } from '@quality-gates/contract';

/** How a run ended. */
export type Ending =
  /** It was judged. */
  | { kind: 'verdict'; verdict: Verdict }
  /** Nobody wanted the answer any more, or the coordinator stopped. */
  | { kind: 'cancelled' }
  /** It could not be judged, and this is why. */
  | { kind: 'failed'; error: unknown };
