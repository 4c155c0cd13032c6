import type { CheckEvent } from '@quality-gates/contract';

/** Tells on stderr how a check is going; what it says is no part of the answer. */
export interface Progress {
  onEvent(event: CheckEvent): void;
  /** Says something that has to be seen whatever happens to the display. */
  note(text: string): void;
  /** Ends the display. Nothing is drawn afterwards. */
  stop(): void;
}
