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
    await count(this.requests, name, most, `This token may send ${most} requests in a minute.`);
  }

  /** @throws RateLimitedError */
  async failedAuthentication(address: string): Promise<void> {
    const group = createHmac('sha256', this.salt).update(networkOf(address)).digest().readUInt16BE();
    await count(
      this.failures,
      String(group),
      this.limits.failuresPerMinute,
      'Too many requests without a valid token have come from this address.',
    );
  }
}

function counter(): RateLimiterMemory {
  // Every counter is compared with a limit of its own, so the one here is not used.
  return new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: MINUTE_SECONDS });
}

async function count(counters: RateLimiterMemory, key: string, most: number, message: string): Promise<void> {
  const { consumedPoints, msBeforeNext } = await counters.consume(key);
  if (consumedPoints <= most) return;
  const seconds = Math.min(Math.max(Math.ceil(msBeforeNext / 1000), 1), MINUTE_SECONDS);
  throw new RateLimitedError(message, seconds, consumedPoints === most + 1);
}
