import type { Coordinator } from '@quality-gates/contract';

/** What judges: anything that answers checks, and can be closed when the service ends. */
export interface Engine extends Coordinator {
  /** Ends what still runs and lets go of everything. */
  close?(): Promise<void>;
}

export const ENGINE = Symbol.for('quality-gates:coordinator:engine');
