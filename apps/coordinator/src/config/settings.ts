import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { RepositoryName } from '@quality-gates/contract';
import { z } from 'zod';
import { RegisteredRepository } from '../repositories/registered-repository.js';

/** One environment variable: what it means, what it looks like, and how its text becomes a value. */
export interface Setting<Value> {
  about: string;
  /** The form that its text has, for people. */
  shape: string;
  /** The text that holds when the variable is not set; none where it is optional. */
  fallback?: string;
  /** Never print its text. */
  secret?: boolean;
  /** Whether the empty text is a mistake; otherwise it is the same as none. */
  neverEmpty?: boolean;
  schema: z.ZodType<Value, string>;
}

const setting = <Value>(definition: Setting<Value>): Setting<Value> => definition;

const DAY_MS = 86_400_000;

const integer = (min: number, max: number) => ({
  shape: `an integer from ${min} to ${max}`,
  schema: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max)),
});

const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) => ({
  shape: `one of ${values.join(', ')}`,
  schema: z.string().pipe(z.enum(values)),
});

const absolutePath = z
  .string()
  .max(4096)
  .refine((path) => isAbsolute(path) && !path.includes('\0'));

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** A token travels in a header: visible ASCII, and long enough not to be guessed. */
export const Token = z.string().regex(/^[\x21-\x7e]{16,512}$/);
export const TOKEN_SHAPE = '16 to 512 visible ASCII characters without spaces';

/** Every environment variable that the coordinator reads. */
export const SETTINGS = {
  QG_HOST: setting({
    about: 'The address to listen on. Anything but loopback needs a token.',
    shape: 'an IP address or host name',
    fallback: '127.0.0.1',
    schema: z.string().regex(/^[\w.:-]{1,255}$/),
  }),
  QG_PORT: setting({
    about: 'The port to listen on; 0 takes any free one.',
    fallback: '3500',
    ...integer(0, 65_535),
  }),
  QG_TOKEN: setting({
    about: 'One bearer token that may do everything.',
    shape: TOKEN_SHAPE,
    secret: true,
    neverEmpty: true,
    schema: Token,
  }),
  QG_TOKENS_FILE: setting({
    about:
      'A file of bearer tokens, by their hashes, with what each may do; it is read again when it changes.',
    shape: 'an absolute path of a JSON file; `quality-gates-coordinator token` makes its entries',
    neverEmpty: true,
    schema: absolutePath,
  }),
  QG_REQUESTS_PER_MINUTE: setting({
    about: 'How many requests a token may send in a minute, where it has no number of its own.',
    fallback: '6000',
    ...integer(1, 10_000_000),
  }),
  QG_FAILURES_PER_MINUTE: setting({
    about: 'How many requests without a valid token from one address are answered in a minute.',
    fallback: '60',
    ...integer(1, 1_000_000),
  }),
  QG_MAX_CONNECTIONS: setting({
    about: 'How many connections may be open at once.',
    fallback: '2000',
    ...integer(1, 1_000_000),
  }),
  QG_REQUEST_TIMEOUT_MS: setting({
    about: 'How long a caller may take to send a request, uploads excepted, in milliseconds.',
    fallback: '30000',
    ...integer(100, 600_000),
  }),
  QG_AUDIT_FILE: setting({
    about: 'Where verdicts, waivers and refused authorities are written down; on stderr when not set.',
    shape: 'an absolute path',
    schema: absolutePath,
  }),
  QG_AUDIT_LIMIT_BYTES: setting({
    about: 'What the audit file and the four before it may take together, in bytes; the oldest goes first.',
    fallback: '104857600',
    ...integer(1_048_576, 1_099_511_627_776),
  }),
  QG_ROOTS: setting({
    about: 'Directories under which repositories may be named by path.',
    shape: 'absolute paths of directories, separated by colons',
    schema: z
      .string()
      .transform((text) => text.split(':').filter((part) => part !== ''))
      .pipe(z.array(absolutePath).min(1).max(256)),
  }),
  QG_REPOSITORIES: setting({
    about:
      'Repositories that may be named. Each has a path on this host, a remote that its bases are fetched from, or both.',
    shape:
      'JSON, an object from name to absolute path or to {"path"?, "remote"?, "tokenFile"?}, e.g. {"shop":"/srv/git/shop"}',
    schema: json.pipe(z.record(RepositoryName, RegisteredRepository)),
  }),
  QG_PACK_LIMIT_BYTES: setting({
    about: 'The largest pack of objects that is taken for a named repository, in bytes.',
    fallback: '268435456',
    ...integer(1024, 17_179_869_184),
  }),
  QG_OBJECTS_LIMIT_BYTES: setting({
    about: 'How much the packs that were taken may fill in all, in bytes; the oldest go first.',
    fallback: '4294967296',
    ...integer(1024, 1_125_899_906_842_624),
  }),
  QG_SANDBOX: setting({
    about: 'How tools are kept apart from the host. `bubblewrap` refuses to start where it does not work.',
    fallback: 'bubblewrap',
    ...oneOf('bubblewrap', 'none', 'auto'),
  }),
  QG_CONCURRENCY: setting({
    about: 'How many checks run at once.',
    fallback: String(Math.max(1, Math.floor(availableParallelism() / 2))),
    ...integer(1, 1024),
  }),
  QG_QUEUE_CAPACITY: setting({
    about: 'How many more checks may wait their turn.',
    fallback: '100',
    ...integer(0, 100_000),
  }),
  QG_DEFAULT_WAIT_MS: setting({
    about: 'How long a question without `Prefer: wait` is held, in milliseconds.',
    fallback: '20000',
    ...integer(0, 600_000),
  }),
  QG_MAX_WAIT_MS: setting({
    about: 'The longest that any question is held, in milliseconds.',
    fallback: '60000',
    ...integer(0, 600_000),
  }),
  QG_LEASE_MS: setting({
    about: 'How long a run goes on when nobody waits for it, in milliseconds.',
    fallback: '60000',
    ...integer(0, DAY_MS),
  }),
  QG_SHUTDOWN_GRACE_MS: setting({
    about: 'How long running checks may go on after a request to stop, in milliseconds.',
    fallback: '10000',
    ...integer(0, DAY_MS),
  }),
  QG_BODY_LIMIT_BYTES: setting({
    about: 'The largest request body, in bytes.',
    fallback: '1048576',
    ...integer(1024, 67_108_864),
  }),
  QG_REMEMBERED_CHECKS: setting({
    about: 'How many finished checks are remembered.',
    fallback: '500',
    ...integer(1, 100_000),
  }),
  QG_STATE_DIRECTORY: setting({
    about:
      'Where checks, objects, gate results and installed packages outlast a restart; made if absent. Nothing does when not set.',
    shape: 'an absolute path',
    schema: absolutePath,
  }),
  QG_HEARTBEAT_MS: setting({
    about: 'How often a stream of events says that it lives, in milliseconds.',
    fallback: '15000',
    ...integer(10, 600_000),
  }),
  QG_MAX_STREAMS: setting({
    about: 'How many streams of events may be open at once.',
    fallback: '1000',
    ...integer(0, 100_000),
  }),
  QG_RECORD_DIRECTORY: setting({
    about: 'Where gate results are kept for later checks; record/ in QG_STATE_DIRECTORY when not set.',
    shape: 'an absolute path',
    schema: absolutePath,
  }),
  QG_LOG_LEVEL: setting({
    about: 'How much is logged, as JSON lines on stderr.',
    fallback: 'info',
    ...oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  }),
};

export type SettingName = keyof typeof SETTINGS;
export type Settings = { [Name in SettingName]?: z.output<(typeof SETTINGS)[Name]['schema']> };
