import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { allowedEverything, type Credential, revocation } from './credential.js';
import { PLAIN_TOKEN_NAME, type TokenEntry } from './tokens-file.js';

/** A token as the service holds it: its hash, and what it stands for. */
export interface HeldToken {
  readonly digest: Buffer;
  readonly credential: Credential;
  readonly entry?: TokenEntry;
  isExpired(nowMs: number): boolean;
  revoke(): void;
}

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The one token that may do everything. */
export function plainToken(secret: string): HeldToken {
  return {
    digest: digestOf(secret),
    credential: allowedEverything(PLAIN_TOKEN_NAME),
    isExpired: () => false,
    revoke: () => {},
  };
}

export function tokenOf(entry: TokenEntry): HeldToken {
  const { name, sha256, scopes, repositories, requestsPerMinute } = entry;
  const revoked = revocation();
  const endsAtMs = entry.notAfter === undefined ? Infinity : Date.parse(entry.notAfter);
  return {
    digest: Buffer.from(sha256, 'hex'),
    entry,
    credential: {
      name,
      scopes: new Set(scopes),
      repositories: repositories === 'all' ? 'all' : repositories.flatMap(withRealPath),
      ...(requestsPerMinute !== undefined && { requestsPerMinute }),
      revoked: revoked.signal,
    },
    isExpired: (nowMs) => nowMs >= endsAtMs,
    revoke: () => revoked.abort(),
  };
}

/** Whether a token that is held says the same as an entry; then what it holds open may go on. */
export function saysTheSame(token: HeldToken, entry: TokenEntry): boolean {
  return isDeepStrictEqual(token.entry, entry);
}

/** A directory may be granted by a path that leads over links; repositories are compared by their real paths too. */
function withRealPath(repository: string): string[] {
  if (!isAbsolute(repository)) return [repository];
  try {
    return [...new Set([repository, realpathSync(repository)])];
  } catch {
    return [repository];
  }
}
