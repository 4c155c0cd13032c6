import { setMaxListeners } from 'node:events';
import { isAbsolute, normalize } from 'node:path';
import { contains } from '../repositories/contains.js';
import { type Scope, SCOPES } from './scope.js';

/** Who asks, as the guard has found out, and what it may do. */
export interface Credential {
  /** The name of its token; it is written down, the token never is. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Registered names, and absolute paths that stand for themselves and all below them. */
  readonly repositories: 'all' | readonly string[];
  /** How many requests it may send in a minute, where that differs from the usual. */
  readonly requestsPerMinute?: number;
  /** Aborts when the token has expired, or was removed or changed: what it holds open has to end. */
  readonly revoked: AbortSignal;
}

/** A signal for any number of listeners that never aborts by itself. */
export function revocation(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** A credential that may do everything. */
export function allowedEverything(name: string): Credential {
  return { name, scopes: new Set(SCOPES), repositories: 'all', revoked: revocation().signal };
}

export const ANONYMOUS_NAME = 'anonymous';

/** Everybody, where the service has no tokens. */
export const ANONYMOUS: Credential = allowedEverything(ANONYMOUS_NAME);

/** Whether a repository, by the name or path that its caller gives, is within what the credential covers. */
export function covers({ repositories }: Pick<Credential, 'repositories'>, repository: string): boolean {
  if (repositories === 'all') return true;
  return repositories.some((granted) =>
    isAbsolute(granted) && isAbsolute(repository)
      ? contains(normalize(granted), normalize(repository))
      : granted === repository,
  );
}
