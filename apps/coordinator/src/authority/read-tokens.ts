import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { ConfigurationError, errnoOf, issuesOf } from '@quality-gates/contract';
import { type TokenEntry, TokensFile } from './tokens-file.js';

const LIMIT_BYTES = 1_048_576;
const MOST_PLACES = 10;
const WRITABLE_BY_OTHERS = 0o002;

/** What a file was when it was read: another one in its place, or other content, has another mark. */
export type FileMark = string;

/** The file of tokens cannot be used. It tells places in the file, never what stands there. */
export class TokensFileError extends ConfigurationError {
  constructor(
    readonly found: string,
    override readonly mend: string,
  ) {
    super(`${found}.`, { mend });
  }
}

/** Follows every link, so that a link which is changed on the way is another file. */
export function markOf(path: string): FileMark {
  try {
    return mark(statSync(path, { bigint: true }));
  } catch (error) {
    return errnoOf(error) ?? 'unknown error';
  }
}

/** @throws TokensFileError */
export function readTokens(path: string): { tokens: readonly TokenEntry[]; mark: FileMark } {
  const { text, stats } = contentOf(path);
  const parsed = TokensFile.safeParse(jsonOf(text, path));
  if (parsed.success) return { tokens: parsed.data.tokens, mark: mark(stats) };
  const places = issuesOf(parsed.error)
    .slice(0, MOST_PLACES)
    .map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
  throw new TokensFileError(
    `${path} is not valid: ${places.join('; ')}`,
    'Correct it; `quality-gates-coordinator token` prints entries that are valid.',
  );
}

function contentOf(path: string): { text: string; stats: BigIntStats } {
  try {
    const file = openSync(path, 'r');
    try {
      const stats = fstatSync(file, { bigint: true });
      if (!stats.isFile() || stats.size > LIMIT_BYTES) {
        throw new TokensFileError(`${path} is no file, or larger than 1 MiB`, 'Name a file of tokens.');
      }
      if (Number(stats.mode) & WRITABLE_BY_OTHERS) {
        throw new TokensFileError(`${path} can be written by everybody`, 'Take that right away (chmod o-w).');
      }
      return { text: readFileSync(file, 'utf8'), stats };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof TokensFileError) throw error;
    throw new TokensFileError(
      `${path} cannot be read (${errnoOf(error) ?? 'unknown error'})`,
      'Create it, or correct its name or its permissions.',
    );
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message shows what stands there.
    throw new TokensFileError(`${path} is not JSON`, 'Correct it: { "tokens": [ … ] }.');
  }
}

function mark({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileMark {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
