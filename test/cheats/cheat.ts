import type { BrokenName } from './broken.js';
import type { Overlay } from './support/overlay.js';

/** One way to get a broken change past a judge. */
export interface Cheat {
  /** What is done, to be read after "a change that". */
  name: string;
  broken: BrokenName;
  /** Laid over the broken change. */
  overlay: Overlay;
  /** Asked of a base whose test runs end after seconds: the cheat may also end undecided, and never approved. */
  hasty?: true;
  /** Hides something from a gate that is asked before landing alone, and does nothing that another one could see. */
  beforeLandingAlone?: true;
  /**
   * Why the tool itself, by its exit code and the candidate's own configuration, does not fall for it; kept because
   * others would, or another version did. Where absent, the naive gate passes it: tried by naive.e2e-spec.ts.
   */
  notNaive?: string;
}

/** Cheats that go about it in the same way. */
export interface CheatClass {
  title: string;
  cheats: readonly Cheat[];
}
