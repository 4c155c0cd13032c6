import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isQualityGatesError, type ObjectId, QualityGatesError } from '@quality-gates/contract';
import { objectUnknown, repositoryUnsupported } from './errors.js';
import { GUARD_ARGUMENTS, guardedEnvironment } from './git-environment.js';
import { requireGit } from './git-version.js';
import { locate, type Location } from './locate.js';
import { readRegularFile } from './read-file.js';
import { readSafeSettings, type SafeSettings } from './safe-settings.js';
import { type GitAnswer, type RunningGit, type RunOptions, runGit, startGit } from './run-git.js';
import type { TreeEntry } from './tree-entry.js';

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_SHALLOW_BYTES = 16 * 1024 * 1024;
const MAX_EXCLUDE_BYTES = 1024 * 1024;

export interface ViewOptions {
  temporaryDirectory?: string;
  signal?: AbortSignal;
  alsoReadFrom?: readonly string[];
}

export type ViewRunOptions = Omit<RunOptions, 'env' | 'cwd' | 'signal'> & { env?: Record<string, string> };

/**
 * A git directory of our own that shows a repository's refs and objects without its configuration, hooks,
 * attributes or replacements. Git runs on this directory alone; new objects go into it.
 */
export interface View {
  readonly directory: string;
  readonly location: Location;
  readonly settings: SafeSettings;
  /** The objects of the repository itself, where published ones go. */
  readonly realObjects: string;
  /** Listings of trees that were read and checked lately. */
  readonly listings: Map<ObjectId, readonly TreeEntry[]>;
  /** Runs git on the view. */
  git(args: readonly string[], options?: ViewRunOptions): Promise<GitAnswer>;
  /** Starts a git process that is talked to. */
  start(args: readonly string[], options?: { timeoutMs?: number; signal?: AbortSignal }): RunningGit;
  /** Takes over `HEAD`, `shallow` and `info/exclude` as they are now. */
  refresh(): Promise<void>;
  /** Does work that {@link View.close} waits for, so that nothing is removed under it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Makes the guarded view of the repository that `path` belongs to. */
export async function openView(path: string, options: ViewOptions = {}): Promise<View> {
  const location = await locate(path);
  const base = await realpath(options.temporaryDirectory ?? tmpdir());
  const directory = await mkdtemp(join(base, 'quality-gates-git-'));
  try {
    return await buildView(location, directory, options);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function buildView(location: Location, directory: string, options: ViewOptions): Promise<View> {
  await requireGit(directory);
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  const pending = new Set<Promise<unknown>>();
  const environment = guardedEnvironment(directory);
  const run = (args: readonly string[], { env, ...rest }: ViewRunOptions = {}): Promise<GitAnswer> => {
    if (closing.signal.aborted) return Promise.reject(closedError(location));
    const answer = runGit([...GUARD_ARGUMENTS, ...args], {
      ...rest,
      cwd: directory,
      env: { ...environment, ...env },
      signal,
    }).catch((error: unknown) => {
      throw missingObject(error, location) ?? error;
    });
    track(pending, answer);
    return answer;
  };

  const settings = await readSafeSettings(location, directory, signal);
  const realObjects = join(location.commonDirectory, 'objects');
  const others = await Promise.all((options.alsoReadFrom ?? []).map(objectsOf));
  environment['GIT_OBJECT_DIRECTORY'] = join(directory, 'objects');
  environment['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = [realObjects, ...others].map(quoteAlternate).join(':');

  await mkdir(join(directory, 'objects'));
  await mkdir(join(directory, 'info'));
  await writeFile(join(directory, 'config'), configOf(settings));
  await writeFile(join(directory, 'info', 'attributes'), '* -filter !diff !merge\n');
  await symlink(join(location.commonDirectory, 'refs'), join(directory, 'refs'));
  // It may appear at any time, so the link is there even while it leads nowhere.
  await symlink(join(location.commonDirectory, 'packed-refs'), join(directory, 'packed-refs'));

  const refresh = async () => {
    const head = await readRegularFile(join(location.gitDirectory, 'HEAD'), MAX_HEAD_BYTES);
    if (!head)
      throw repositoryUnsupported(`${location.gitDirectory} has no HEAD.`, 'Restore the repository.');
    await replaceFile(join(directory, 'HEAD'), head.content);
    const shallow = await readRegularFile(join(location.commonDirectory, 'shallow'), MAX_SHALLOW_BYTES);
    if (shallow) await replaceFile(join(directory, 'shallow'), shallow.content);
    else await rm(join(directory, 'shallow'), { force: true });
    const exclude = await readRegularFile(
      join(location.commonDirectory, 'info', 'exclude'),
      MAX_EXCLUDE_BYTES,
    );
    await replaceFile(join(directory, 'info', 'exclude'), exclude?.content ?? Buffer.alloc(0));
  };
  await refresh();

  return {
    directory,
    location,
    settings,
    realObjects,
    listings: new Map(),
    git: run,
    start: (args, { timeoutMs, signal: ending } = {}) => {
      if (closing.signal.aborted) throw closedError(location);
      const running = startGit(
        [...GUARD_ARGUMENTS, ...args],
        {
          cwd: directory,
          env: environment,
          signal: ending ? AbortSignal.any([signal, ending]) : signal,
          timeoutMs,
        },
        'pipe',
      );
      track(pending, running.ended);
      return running;
    },
    refresh,
    during: (work) => {
      if (closing.signal.aborted) return Promise.reject(closedError(location));
      const done = work();
      track(pending, done);
      return done;
    },
    close: async () => {
      closing.abort(closedError(location));
      await Promise.allSettled(pending);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function configOf(settings: SafeSettings): string {
  const sha256 = settings.objectFormat === 'sha256';
  return [
    '[core]',
    `\trepositoryformatversion = ${sha256 ? 1 : 0}`,
    '\tbare = true',
    `\tfilemode = ${settings.fileMode}`,
    `\tsymlinks = true`,
    ...(settings.sharedRepository ? [`\tsharedRepository = ${settings.sharedRepository}`] : []),
    // A commit graph or multi-pack index could say of an object what the object itself does not.
    '\tcommitGraph = false',
    '\tmultiPackIndex = false',
    '\tlogAllRefUpdates = false',
    '\tsplitIndex = false',
    '\tautocrlf = false',
    '\tsafecrlf = false',
    '\tfilesRefLockTimeout = 2000',
    '\tpackedRefsTimeout = 2000',
    ...(sha256 ? ['[extensions]', '\tobjectformat = sha256'] : []),
    '',
  ].join('\n');
}

async function objectsOf(path: string): Promise<string> {
  return join((await locate(path)).commonDirectory, 'objects');
}

/** As `GIT_ALTERNATE_OBJECT_DIRECTORIES` wants it: colons part entries, so an entry with one is C-quoted. */
export function quoteAlternate(path: string): string {
  if (!/[:"\\\n\r\t]/.test(path)) return path;
  const body = path.replace(/["\\]/g, String.raw`\$&`).replace(/[\n\r\t]/g, (c) => {
    return `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `"${body}"`;
}

/** Whole or not at all: git pending may be reading it. */
async function replaceFile(path: string, content: Buffer): Promise<void> {
  const fresh = `${path}.${process.hrtime.bigint()}`;
  await writeFile(fresh, content);
  await rename(fresh, path);
}

/** What git says when it comes upon an object that is not there, as in a partial clone. */
const MISSING =
  /(?:unable to read(?: tree| sha1 file of)?|bad object|missing (?:blob|tree|commit)|invalid object [0-7]+|Could not read) \(?([0-9a-f]{40,64})/i;

function missingObject(error: unknown, location: Location): QualityGatesError | undefined {
  const oid =
    isQualityGatesError(error) && error.code === 'git-failed' ? MISSING.exec(error.message)?.[1] : undefined;
  return oid === undefined ? undefined : objectUnknown(oid, location.path);
}

function track(pending: Set<Promise<unknown>>, answer: Promise<unknown>): void {
  const tracked = answer.catch(() => {}).finally(() => pending.delete(tracked));
  pending.add(tracked);
}

function closedError(location: Location): QualityGatesError {
  return new QualityGatesError('invalid-request', `The repository ${location.path} has been closed.`);
}
