import { BusyError } from '../../queue/busy-error.js';

const ASK_AGAIN_SECONDS = 5;

/** Counts the open streams, within a bound. */
export class OpenStreams {
  private open = 0;

  constructor(private readonly most: number) {}

  get count(): number {
    return this.open;
  }

  /** @returns to be called once when the stream has ended @throws BusyError when there are too many */
  enter(): () => void {
    if (this.open >= this.most) {
      throw new BusyError(
        'coordinator-unavailable',
        `All ${this.most} streams of events are open already; poll the check instead.`,
        ASK_AGAIN_SECONDS,
      );
    }
    this.open += 1;
    return () => {
      this.open -= 1;
    };
  }
}
