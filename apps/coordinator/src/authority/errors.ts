import { QualityGatesError } from '@quality-gates/contract';
import type { Scope } from './scope.js';

const REALM = 'Bearer realm="quality-gates"';

/** No token, or none that counts. The challenge follows RFC 6750. */
export class UnauthorizedError extends QualityGatesError {
  readonly challenge: string;

  constructor(message: string, mend: string, invalidToken: boolean) {
    super('unauthorized', message, { mend });
    this.challenge = invalidToken ? `${REALM}, error="invalid_token"` : REALM;
  }
}

/** The token is good, but not for this. */
export class ForbiddenError extends QualityGatesError {
  readonly challenge: string;

  constructor(
    message: string,
    readonly scope: Scope,
    mend: string,
    /** As the caller named it. */
    readonly repository?: string,
  ) {
    super('forbidden', message, { mend });
    this.challenge = `${REALM}, error="insufficient_scope", scope="${scope}"`;
  }
}
