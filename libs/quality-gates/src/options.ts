import { ConfigurationError, issuesOf, type Coordinator } from '@quality-gates/contract';
import { z } from 'zod';

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

const Address = z
  .strictObject({
    url: z
      .string()
      .refine(isHttpRoot, 'must be an http or https URL without credentials, query or fragment')
      .transform((url) => url.replace(/\/+$/, '')),
    token: z
      .union(
        [
          z.string().regex(/^[\x21-\x7e]+$/),
          z.custom<() => Promise<string>>((value) => typeof value === 'function'),
        ],
        'must be a token without spaces, or a function that returns a promise of one',
      )
      .optional(),
    attemptTimeoutMs: duration.default(30_000),
    deadlineMs: duration.default(900_000),
    retry: z
      .strictObject({
        maxAttempts: z.int().positive().max(100).default(4),
        baseDelayMs: z.int().nonnegative().max(DAY_MS).default(200),
        maxDelayMs: z.int().nonnegative().max(DAY_MS).default(20_000),
      })
      .prefault({}),
    maxResponseBytes: z.int().positive().max(1_073_741_824).default(8_388_608),
    waitMs: z.int().nonnegative().max(DAY_MS).optional(),
  })
  .transform((address) => ({
    ...address,
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
