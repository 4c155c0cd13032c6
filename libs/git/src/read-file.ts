import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errnoOf } from '@quality-gates/contract';
import { repositoryUnsupported } from './errors.js';

export interface FileContent {
  content: Buffer;
  modifiedNs: bigint;
}

/**
 * Reads a file of somebody else's through one open, so that what is renamed into its place meanwhile cannot
 * tear it; never waits on a pipe or device. `undefined` where there is no file.
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<FileContent | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw repositoryUnsupported(`${path} cannot be read.`, 'Make it readable for this user.', error);
  });
  if (!file) return undefined;
  try {
    const stat = await file.stat({ bigint: true });
    if (!stat.isFile()) {
      throw repositoryUnsupported(`${path} is no regular file.`, 'Restore the repository.');
    }
    if (stat.size > BigInt(maxBytes)) {
      throw repositoryUnsupported(
        `${path} has ${stat.size} bytes; at most ${maxBytes} are read.`,
        'Restore the repository.',
      );
    }
    return { content: await file.readFile(), modifiedNs: stat.mtimeNs };
  } finally {
    await file.close();
  }
}

export function isErrno(error: unknown, ...codes: string[]): boolean {
  return codes.includes(errnoOf(error) ?? '');
}
