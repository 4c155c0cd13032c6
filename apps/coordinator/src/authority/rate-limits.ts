import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { BusyError } from '../queue/busy-error.js';
import type { Credential } from './credential.js';
import { networkOf } from './network-of.js';

const MINUTE_SECONDS = 60;

export interface Limits {
  /** For a token that has no number of its own. */
  requestsPerMinute: number;
  /** Refused authentications from one address. */
  failuresPerMinute: number;
}

/** Too many requests in this minute. */
export class RateLimitedError extends BusyError {
  constructor(
    message: string,
    retryAfterSeconds: number,
    /** Whether it is the first one that is refused in this minute. */
    readonly first: boolean,
    /** Whether going on should cost a new connection each time. */
    readonly closesConnection: boolean,
  ) {
    super('rate-limited', message, retryAfterSeconds);
  }
}

/**
 * Counts requests, in this process's memory. The number of counters is bounded: one for each token, and one for
 * each of 65536 groups into which addresses fall by a hash that nobody outside can foresee.
 */
export class RateLimits {
  private readonly requests = counter();
  private readonly failures = counter();
  private readonly salt = randomBytes(16);

  constructor(private readonly limits: Limits) {}

  /** @throws RateLimitedError */
  async request({ name, requestsPerMinute }: Credential): Promise<void> {
    const most = requestsPerMinute ?? this.limits.requestsPerMinute;
    const { over, seconds } = await count(this.requests, name, most);
    if (over <= 0) return;
    throw new RateLimitedError(
      `This token may send ${most} requests in a minute.`,
      seconds,
      over === 1,
      false,
    );
  }

  /** @throws RateLimitedError */
  async failedAuthentication(address: string): Promise<void> {
    const group = createHmac('sha256', this.salt).update(networkOf(address)).digest().readUInt16BE();
    const { over, seconds } = await count(this.failures, String(group), this.limits.failuresPerMinute);
    if (over <= 0) return;
    throw new RateLimitedError(
      'Too many requests without a valid token have come from this address.',
      seconds,
      over === 1,
      true,
    );
  }
}

interface Count {
  /** How many there were beyond the limit; 0 or less within it. */
  over: number;
  /** Until the counter starts again. */
  seconds: number;
}

function counter(): RateLimiterMemory {
  // Every counter is compared with a limit of its own, so the one here is not used.
  return new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: MINUTE_SECONDS });
}

async function count(counters: RateLimiterMemory, key: string, most: number): Promise<Count> {
  const { consumedPoints, msBeforeNext } = await counters.consume(key);
  const seconds = Math.min(Math.max(Math.ceil(msBeforeNext / 1000), 1), MINUTE_SECONDS);
  return { over: consumedPoints - most, seconds };
}
