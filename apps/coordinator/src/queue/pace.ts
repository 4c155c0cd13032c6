const FIRST_GUESS_MS = 5_000;
const WEIGHT_OF_THE_LATEST = 0.3;
const LONGEST_ADVICE_SECONDS = 120;

/**
 * Guesses from the durations of past jobs when there will be room. Whoever is turned away is told a time of its
 * own, one place after the other, so that they do not all come back for the same place.
 */
export class Pace {
  private typicalMs = FIRST_GUESS_MS;
  private lastPlaceAt = -Infinity;

  tell(durationMs: number): void {
    this.typicalMs += WEIGHT_OF_THE_LATEST * (durationMs - this.typicalMs);
  }

  /**
   * @param now a clock that never goes back, in milliseconds
   * @returns whole seconds, 1 to 120
   */
  secondsUntilRoom(concurrency: number, now: number): number {
    const latest = now + LONGEST_ADVICE_SECONDS * 1000;
    this.lastPlaceAt = Math.min(latest, Math.max(now, this.lastPlaceAt) + this.typicalMs / concurrency);
    return Math.max(1, Math.ceil((this.lastPlaceAt - now) / 1000));
  }
}
