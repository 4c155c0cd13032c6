import { ConfigurationError, issuesOf, type Coordinator } from '@quality-gates/contract';
import { z } from 'zod';
import type { ClientObservation } from './observation.js';

/** Where a coordinator answers over HTTP, and how patiently it is asked. */
export interface CoordinatorAddress {
  /** Its root, e.g. `http://coordinator:3500`. Credentials belong into `token`. */
  url: string;
  /** The bearer token, or what fetches one; asked anew for each attempt. */
  token?: string | (() => Promise<string>);
  /**
   * How long one HTTP exchange may take, from connecting to the last byte of the body, in milliseconds.
   * @default 30_000
   */
  attemptTimeoutMs?: number;
  /**
   * How long one attempt to send a candidate's objects may take, in milliseconds.
   * @default 120_000 (2 minutes)
   */
  uploadTimeoutMs?: number;
  /**
   * How long one check may take in all, retries and waiting included, in milliseconds.
   * @default 900_000 (15 minutes)
   */
  deadlineMs?: number;
  /** How faults that may pass are met: again, after a random wait that grows. */
  retry?: {
    /** How often one HTTP exchange is tried, the first included. @default 4 */
    maxAttempts?: number;
    /** The longest wait before the first retry, in milliseconds; it doubles with each. @default 200 */
    baseDelayMs?: number;
    /** The longest wait before any retry, in milliseconds. @default 20_000 */
    maxDelayMs?: number;
  };
  /**
   * Bounds the load that retries add, for all clients of this process together that ask this coordinator with the
   * same settings: over n calls at most `ratio · n + reserve` retries. Free are connections that
   * are refused, and coming back when a coordinator that is well but busy (429) said so.
   */
  retryBudget?: {
    /** How much of a retry each call earns. @default 0.1 */
    ratio?: number;
    /** How many retries there are to begin with, and at most. @default 10 */
    reserve?: number;
  };
  /**
   * When to leave a coordinator alone that fails, for the same clients together; `false` for never. Refusals and
   * "too many requests" are answers, not failures; what cannot be believed is one. Health is not held back.
   */
  circuitBreaker?:
    | false
    | {
        /** How many attempts in a row must fail. @default 5, or one more than `retry.maxAttempts` where that is more */
        failures?: number;
        /** How long it is left alone before one attempt shows whether it is well again, in milliseconds. @default 5_000 */
        openMs?: number;
      };
  /**
   * Gives the W3C `traceparent` that the requests of a question belong to; called once for each question. What is
   * not valid is ignored.
   * @default each question is a trace of its own
   */
  traceparent?: () => string | undefined;
  /** Told what happens on the wire, for logs and metrics. What it throws is ignored; it must be quick. */
  observe?: (observation: ClientObservation) => void;
  /** The largest answer that is read. @default 8_388_608 (8 MiB) */
  maxResponseBytes?: number;
  /**
   * How long the coordinator is asked to hold an answer back until the verdict is there, in milliseconds.
   * Must be shorter than `attemptTimeoutMs`.
   * @default 20_000, or two thirds of a shorter `attemptTimeoutMs`
   */
  waitMs?: number;
}

export interface QualityGatesOptions {
  /** Who answers: a coordinator over HTTP, or any object with `check` and `health`, such as an embedded engine. */
  coordinator: CoordinatorAddress | Coordinator;
}

const DAY_MS = 86_400_000;
const duration = z.int().positive().max(DAY_MS);

function functionOf<T>() {
  return z.custom<T>((value) => typeof value === 'function', 'must be a function');
}

const Address = z
  .strictObject({
    url: z
      .string()
      .refine(isHttpRoot, 'must be an http or https URL without credentials, query or fragment')
      .transform((url) => url.replace(/\/+$/, '')),
    token: z
      .union(
        [z.string().regex(/^[\x21-\x7e]+$/), functionOf<() => Promise<string>>()],
        'must be a token without spaces, or a function that returns a promise of one',
      )
      .optional(),
    attemptTimeoutMs: duration.default(30_000),
    uploadTimeoutMs: duration.default(120_000),
    deadlineMs: duration.default(900_000),
    retry: z
      .strictObject({
        maxAttempts: z.int().positive().max(100).default(4),
        baseDelayMs: z.int().nonnegative().max(DAY_MS).default(200),
        maxDelayMs: z.int().nonnegative().max(DAY_MS).default(20_000),
      })
      .prefault({}),
    retryBudget: z
      .strictObject({
        ratio: z.number().nonnegative().max(1).default(0.1),
        reserve: z.number().nonnegative().max(10_000).default(10),
      })
      .prefault({}),
    circuitBreaker: z
      .union(
        [
          z.literal(false),
          z.strictObject({
            failures: z.int().positive().max(10_000).optional(),
            openMs: duration.default(5_000),
          }),
        ],
        'must be false, or { failures, openMs } with whole numbers above 0',
      )
      .prefault({}),
    traceparent: functionOf<() => string | undefined>().optional(),
    observe: functionOf<(observation: ClientObservation) => void>().optional(),
    maxResponseBytes: z.int().positive().max(1_073_741_824).default(8_388_608),
    waitMs: z.int().nonnegative().max(DAY_MS).optional(),
  })
  .transform((address) => ({
    ...address,
    // One caller's own attempts must not hold back all others.
    circuitBreaker: address.circuitBreaker && {
      failures: address.circuitBreaker.failures ?? Math.max(5, address.retry.maxAttempts + 1),
      openMs: address.circuitBreaker.openMs,
    },
    waitMs: address.waitMs ?? Math.min(20_000, Math.floor((address.attemptTimeoutMs * 2) / 3)),
  }))
  .refine(({ waitMs, attemptTimeoutMs }) => waitMs < attemptTimeoutMs, {
    path: ['waitMs'],
    message: 'must be shorter than attemptTimeoutMs, else every held answer counts as a fault',
  });

/** An address with its defaults. @internal */
export type ResolvedAddress = z.output<typeof Address>;

/** The options with their defaults; switch on `kind`. @internal */
export type ResolvedOptions =
  { kind: 'remote'; address: ResolvedAddress } | { kind: 'embedded'; coordinator: Coordinator };

/** Merges the defaults and validates. @throws ConfigurationError that names the option and the mend @internal */
export function resolveOptions(options: unknown): ResolvedOptions {
  const coordinator: unknown =
    typeof options === 'object' && options !== null && 'coordinator' in options
      ? options.coordinator
      : undefined;
  if (coordinator === undefined || coordinator === null) {
    throw new ConfigurationError('QualityGatesModule: the option `coordinator` is missing.', {
      mend: 'Give `coordinator: { url }`, or an embedded coordinator object.',
    });
  }
  if (isCoordinator(coordinator)) return { kind: 'embedded', coordinator };
  const parsed = Address.safeParse(coordinator);
  if (parsed.success) return { kind: 'remote', address: parsed.data };
  const places = issuesOf(parsed.error).map(
    ({ pointer, message }) => `\`coordinator${pointer.replaceAll('/', '.')}\`: ${message}`,
  );
  throw new ConfigurationError(`QualityGatesModule: ${places.join('; ')}.`, {
    cause: parsed.error,
    mend: 'Correct the options given to QualityGatesModule.forRoot or forRootAsync.',
  });
}

function isCoordinator(value: unknown): value is Coordinator {
  return (
    typeof value === 'object' &&
    value !== null &&
    'check' in value &&
    typeof value.check === 'function' &&
    'health' in value &&
    typeof value.health === 'function'
  );
}

function isHttpRoot(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  );
}

/** Who answers, by the options. @internal */
export function coordinatorOf(options: ResolvedOptions, client: Coordinator): Coordinator {
  return options.kind === 'embedded' ? options.coordinator : client;
}
