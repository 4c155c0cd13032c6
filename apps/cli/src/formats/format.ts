import type { Verdict } from '@quality-gates/contract';
import type { Colors } from '../terminal.js';

/** How a text for people is laid out. */
export interface Layout {
  colors: Colors;
  /** Columns that a line may take. */
  width: number;
  /** What was judged, in the asker's words, e.g. `staged changes`. */
  subject?: string;
}

/** Says a verdict in one form. The text ends with a line break. */
export type Format = (verdict: Verdict, layout: Layout) => string;
