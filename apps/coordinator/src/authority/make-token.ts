import { randomBytes } from 'node:crypto';
import { digestOf } from './held-token.js';
import { TokenEntry } from './tokens-file.js';

const SECRET_BYTES = 32;

/** Makes a token: the secret, which nobody keeps but its bearer, and the entry that lets it in. */
export function makeToken(about: Omit<TokenEntry, 'sha256'>): { secret: string; entry: TokenEntry } {
  const secret = `qg_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { secret, entry: TokenEntry.parse({ ...about, sha256: digestOf(secret).toString('hex') }) };
}
