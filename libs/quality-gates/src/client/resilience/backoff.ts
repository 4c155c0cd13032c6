/**
 * Exponential backoff with full jitter: before retry n it waits anything from nothing to
 * `baseDelayMs · 2ⁿ⁻¹`, at most `maxDelayMs`, so that clients that failed together come back apart.
 * An immutable value; see "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export class Backoff {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;

  constructor({ baseDelayMs, maxDelayMs }: { baseDelayMs: number; maxDelayMs: number }) {
    this.baseDelayMs = baseDelayMs;
    this.maxDelayMs = maxDelayMs;
    Object.freeze(this);
  }

  /** The longest wait before a retry, the first being 1. */
  ceilingMs(retry: number): number {
    return Math.min(this.maxDelayMs, this.baseDelayMs * 2 ** (retry - 1));
  }

  /**
   * Never less than what the server wished; then up to a quarter of the wish longer besides the usual wait, so that
   * clients that were all told the same come back apart, too.
   *
   * @param random draws from 0 up to, not including, 1
   */
  delayMs(retry: number, random: () => number, wishMs = 0): number {
    return wishMs + random() * (this.ceilingMs(retry) + wishMs * WISH_SPREAD);
  }
}

const WISH_SPREAD = 0.25;
