import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { repositoryUnknown, repositoryUnsupported } from './errors.js';
import { isErrno, readRegularFile } from './read-file.js';

const MAX_POINTER_BYTES = 16 * 1024;
const MAX_DEPTH = 256;

/** Where the parts of a repository are. */
export interface Location {
  /** What was asked for, without symbolic links. */
  path: string;
  /** The root of the work tree; undefined for a bare repository. */
  root: string | undefined;
  /** What belongs to this work tree: `HEAD`, `index`. */
  gitDirectory: string;
  /** What all work trees share: `objects`, `refs`, `packed-refs`. */
  commonDirectory: string;
}

/** Finds the repository that a path belongs to, upwards, by reading files only: no git runs, no configuration counts. */
export async function locate(path: string): Promise<Location> {
  const start = await realpath(path).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) throw repositoryUnknown(path, 'it does not exist');
    throw repositoryUnsupported(`${path} cannot be read.`, 'Make it readable for this user.', error);
  });
  let directory = start;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const inside = await gitDirectoryOf(directory);
    if (inside) return { path: start, root: directory, ...(await withCommon(inside)) };
    if (await looksLikeGitDirectory(directory)) {
      return { path: start, root: undefined, ...(await withCommon(directory)) };
    }
    const parent = dirname(directory);
    if (parent === directory) break;
    directory = parent;
  }
  throw repositoryUnknown(start, 'neither it nor a directory above it has a .git');
}

async function gitDirectoryOf(directory: string): Promise<string | undefined> {
  const dotGit = join(directory, '.git');
  const found = await stat(dotGit).catch(() => undefined);
  if (!found) return undefined;
  if (found.isDirectory()) return (await looksLikeGitDirectory(dotGit)) ? realpath(dotGit) : undefined;
  const pointer = (await readRegularFile(dotGit, MAX_POINTER_BYTES))?.content.toString('utf8') ?? '';
  const target = /^gitdir: ([^\n\r]+)[\n\r]*$/.exec(pointer)?.[1];
  const gitDirectory = target === undefined ? undefined : resolve(directory, target);
  if (gitDirectory === undefined || !(await looksLikeGitDirectory(gitDirectory))) {
    throw repositoryUnsupported(
      `${dotGit} points to no git directory.`,
      'Repair it with `git worktree repair`, or make the work tree again.',
    );
  }
  return realpath(gitDirectory);
}

async function withCommon(gitDirectory: string): Promise<Pick<Location, 'gitDirectory' | 'commonDirectory'>> {
  const pointer = await readRegularFile(join(gitDirectory, 'commondir'), MAX_POINTER_BYTES);
  if (!pointer) return { gitDirectory, commonDirectory: gitDirectory };
  const target = pointer.content.toString('utf8').replace(/[\n\r]+$/, '');
  const commonDirectory = await realpath(resolve(gitDirectory, target)).catch(() => undefined);
  if (commonDirectory === undefined || !(await isDirectory(join(commonDirectory, 'objects')))) {
    throw repositoryUnsupported(
      `${join(gitDirectory, 'commondir')} points to no git directory.`,
      'Repair it with `git worktree repair`, or make the work tree again.',
    );
  }
  return { gitDirectory, commonDirectory };
}

async function looksLikeGitDirectory(directory: string): Promise<boolean> {
  if (!(await lstat(join(directory, 'HEAD')).catch(() => undefined))) return false;
  if (await lstat(join(directory, 'commondir')).catch(() => undefined)) return true;
  return (await isDirectory(join(directory, 'objects'))) && (await isDirectory(join(directory, 'refs')));
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
