import { open } from 'node:fs/promises';
import { ConfigurationError } from '@quality-gates/contract';
import { protocolOf, type Remote } from '@quality-gates/git';
import type { RegisteredRepository } from './registered-repository.js';

const MOST_SECRET_BYTES = 16_384;

/** The remote of a registered repository, with its secret as the file has it now, so that it can be rotated. */
export async function remoteOf({ remote, tokenFile }: RegisteredRepository): Promise<Remote> {
  if (remote === undefined) throw new TypeError('A repository without a remote is not fetched.');
  if (tokenFile === undefined) return { url: remote };
  if (protocolOf(remote) === 'ssh') return { url: remote, identityFile: tokenFile };
  return { url: remote, secret: await secretIn(tokenFile) };
}

/** @throws ConfigurationError that never tells what is in the file */
async function secretIn(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new ConfigurationError('The file with the secret of a remote cannot be read.', { cause: error });
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MOST_SECRET_BYTES), 0, MOST_SECRET_BYTES, 0);
    const secret = buffer.toString('utf8', 0, bytesRead).trim();
    if (/^[\x20-\x7e]+$/.test(secret)) return secret;
    throw new ConfigurationError('The file with the secret of a remote holds no token.', {
      mend: 'Put one line into it: a token, or user:password.',
    });
  } finally {
    await file.close();
  }
}
