import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GUARD_ARGUMENTS } from '../git-environment.js';
import { runGit } from '../run-git.js';
import type { Remote } from './remote.js';
import { REMOTE_ARGUMENTS, remoteEnvironment } from './remote-environment.js';

export interface FetchOptions {
  /** How long it may take. @default 120000 */
  timeoutMs?: number;
  /** The largest pack that is taken. @default 4294967296 (4 GiB) */
  maxBytes?: number;
  signal?: AbortSignal;
}

const REFSPECS = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
const MAX_LISTING_BYTES = 64 * 1024 * 1024;
const FOUR_GIB = 4 * 1024 ** 3;
/** Beyond this many packs they are joined, so that objects stay quick to find. */
const MANY_PACKS = 32;

/**
 * Makes the branches and tags of a store what they are in a remote: new, moved, forced and gone. One at a time
 * for each store; what an interrupted one has left is cleared away.
 *
 * @throws QualityGatesError `git-failed`, with what git says of it and without any secret
 */
export async function fetchRefs(store: string, remote: Remote, options: FetchOptions = {}): Promise<void> {
  await tidy(store);
  try {
    await git(
      store,
      remote,
      [
        'fetch',
        '--quiet',
        '--prune',
        '--no-tags',
        '--no-recurse-submodules',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
        '--refmap=',
        '--',
        remote.url,
        ...REFSPECS,
      ],
      options,
    );
  } catch (error) {
    await tidy(store);
    throw error;
  }
  await joinFetched(store, remote, options);
}

/** The kind of object names that a remote has; one without any branch is taken for the usual kind. */
export async function objectFormatOf(
  remote: Remote,
  directory: string,
  options: FetchOptions = {},
): Promise<'sha1' | 'sha256'> {
  const { stdout } = await git(directory, remote, ['ls-remote', '--quiet', '--', remote.url], options);
  return /^[0-9a-f]{64}\t/.test(stdout.toString('latin1', 0, 65)) ? 'sha256' : 'sha1';
}

function git(
  store: string,
  remote: Remote,
  args: readonly string[],
  { timeoutMs, maxBytes = FOUR_GIB, signal }: FetchOptions,
): ReturnType<typeof runGit> {
  return runGit([...GUARD_ARGUMENTS, ...REMOTE_ARGUMENTS, ...args], {
    env: remoteEnvironment(store, remote),
    cwd: dirname(store),
    timeoutMs,
    signal,
    maxOutputBytes: MAX_LISTING_BYTES,
    ceilings: { fileBytes: maxBytes },
  });
}

async function joinFetched(store: string, remote: Remote, options: FetchOptions): Promise<void> {
  const files = await readdir(join(store, 'objects', 'pack'));
  if (files.filter((name) => name.endsWith('.pack')).length <= MANY_PACKS) return;
  // What no branch reaches any more stays: a check that runs may still need it.
  await git(store, remote, ['repack', '--geometric=2', '-d', '-q'], options);
  await git(store, remote, ['pack-refs', '--all'], options);
}

/** Removes locks and half-written packs of a process that was killed. */
async function tidy(store: string): Promise<void> {
  const packs = join(store, 'objects', 'pack');
  const left = (await readdir(packs))
    .filter((name) => name.startsWith('tmp_'))
    .map((name) => join(packs, name));
  const refs = await readdir(join(store, 'refs'), { recursive: true });
  const locks = refs.filter((name) => name.endsWith('.lock')).map((name) => join(store, 'refs', name));
  const more = ['packed-refs.lock', 'shallow.lock', 'HEAD.lock'].map((name) => join(store, name));
  await Promise.all([...left, ...locks, ...more].map((path) => rm(path, { force: true })));
}
