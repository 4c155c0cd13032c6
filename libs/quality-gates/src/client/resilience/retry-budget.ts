/** Sums of a ratio fall short of a whole by rounding. */
const ALMOST_ONE = 1 - 1e-9;

/**
 * Bounds how much retries add to the load of a coordinator that is in trouble already: each first attempt earns a
 * fraction of a retry, each retry costs one, and a reserve serves those who ask seldom. Over n calls there are at
 * most `ratio · n + reserve` retries.
 *
 * After "Handling Overload", Site Reliability Engineering, 2016, chapter 21 (per-client retry budget), and the
 * token bucket of "gRPC Retry Design" (gRFC A6).
 */
export class RetryBudget {
  private tokens: number;

  constructor(private readonly settings: { ratio: number; reserve: number }) {
    this.tokens = settings.reserve;
  }

  /** A call begins. */
  earn(): void {
    const { ratio, reserve } = this.settings;
    this.tokens = Math.min(Math.max(1, reserve), this.tokens + ratio);
  }

  /** Takes what one retry costs; false where there is not that much left. */
  spend(): boolean {
    if (this.tokens < ALMOST_ONE) return false;
    this.tokens -= 1;
    return true;
  }
}
