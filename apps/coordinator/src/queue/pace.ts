const FIRST_GUESS_MS = 5_000;
const WEIGHT_OF_THE_LATEST = 0.3;
const LONGEST_ADVICE_SECONDS = 60;

/** Guesses from the durations of past jobs when there will be room. */
export class Pace {
  private typicalMs = FIRST_GUESS_MS;

  tell(durationMs: number): void {
    this.typicalMs += WEIGHT_OF_THE_LATEST * (durationMs - this.typicalMs);
  }

  /** @returns whole seconds, 1 to 60 */
  secondsUntilRoom(concurrency: number): number {
    const seconds = Math.ceil(this.typicalMs / concurrency / 1000);
    return Math.min(Math.max(seconds, 1), LONGEST_ADVICE_SECONDS);
  }
}
