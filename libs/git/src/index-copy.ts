import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryUnsupported, unsafeTree } from './errors.js';
import { decodePath } from './paths.js';
import { type FileContent, readRegularFile } from './read-file.js';
import type { View } from './view.js';

const MAX_INDEX_BYTES = 1024 * 1024 * 1024;
const READ_ATTEMPTS = 3;
const SHARED_INDEX = /^sharedindex\.([0-9a-f]{40}|[0-9a-f]{64})$/;

/** A private copy of the index, in which git may write without anybody noticing. */
export interface IndexCopy {
  file: string;
  /** A path that is in conflict, where there is one. */
  unmerged: string | undefined;
}

/** Gives `use` a copy of the repository's index as it was at one moment. */
export async function withIndexCopy<T>(view: View, use: (index: IndexCopy) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(view.directory, 'index-'));
  try {
    const file = join(directory, 'index');
    const original = await readIndex(view);
    if (!original) return await use({ file, unmerged: undefined });
    await copySharedIndexes(view, original.content);
    await writeFile(file, original.content);
    // Git trusts the sizes and times of an entry only where the file is older than the index. A copy that looked
    // younger than its original would hide changes made just before; one that looks older costs a second look.
    const seconds = Number(original.modifiedNs / 1000n - 1n) / 1e6;
    await utimes(file, seconds, seconds);
    return await use({ file, unmerged: await inspect(view, file) });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Writers of an index rename a whole file into its place, so one open sees one state. Its checksum tells when
 * somebody wrote into it instead.
 */
async function readIndex(view: View): Promise<FileContent | undefined> {
  const path = join(view.location.gitDirectory, 'index');
  for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
    const index = await readRegularFile(path, MAX_INDEX_BYTES);
    if (!index || index.content.length === 0 || isWhole(index.content, view.settings.objectFormat)) {
      return index?.content.length === 0 ? undefined : index;
    }
  }
  throw brokenIndex(path, 'its checksum does not match');
}

function isWhole(content: Buffer, format: 'sha1' | 'sha256'): boolean {
  const end = content.length - (format === 'sha1' ? 20 : 32);
  if (end < 12 || content.toString('latin1', 0, 4) !== 'DIRC') return false;
  const checksum = content.subarray(end);
  // With index.skipHash git writes zeroes in its place.
  return (
    checksum.every((byte) => byte === 0) ||
    createHash(format).update(content.subarray(0, end)).digest().equals(checksum)
  );
}

/** A split index names the file that holds most of its entries, which git looks for beside `HEAD`. */
async function copySharedIndexes(view: View, index: Buffer): Promise<void> {
  const names = await readdir(view.location.gitDirectory);
  for (const name of names) {
    const id = SHARED_INDEX.exec(name)?.[1];
    if (id === undefined || !index.includes(Buffer.from(id, 'hex'))) continue;
    const shared = await readRegularFile(join(view.location.gitDirectory, name), MAX_INDEX_BYTES);
    if (!shared || !isWhole(shared.content, view.settings.objectFormat))
      throw brokenIndex(name, 'it is not whole');
    const fresh = join(view.directory, `${name}.${process.hrtime.bigint()}`);
    await writeFile(fresh, shared.content);
    await rename(fresh, join(view.directory, name));
  }
}

/**
 * Looks for what git must not go near: with a submodule in the index it would run a second git inside, under
 * the submodule's own configuration.
 */
async function inspect(view: View, file: string): Promise<string | undefined> {
  const { stdout } = await view
    .git(['ls-files', '--stage', '-z'], { env: { GIT_INDEX_FILE: file } })
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'git-failed') {
        throw brokenIndex(join(view.location.gitDirectory, 'index'), 'git cannot read it', error);
      }
      throw error;
    });
  let unmerged: string | undefined;
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(0, at);
    const tab = stdout.indexOf(9, at);
    if (end < 0 || tab < 0) break;
    if (stdout.toString('latin1', at, at + 7) === '160000 ') {
      throw unsafeTree(
        decodePath(stdout.subarray(tab + 1, end)),
        'is a submodule or nested repository, which is not supported',
        'Remove it from the index, or add its files instead.',
      );
    }
    if (stdout[tab - 1] !== 0x30) unmerged ??= decodePath(stdout.subarray(tab + 1, end));
    at = end + 1;
  }
  return unmerged;
}

function brokenIndex(path: string, problem: string, cause?: unknown): Error {
  return repositoryUnsupported(
    `The index ${path} is broken: ${problem}.`,
    'Make it anew: remove the file and run `git reset`.',
    cause,
  );
}
