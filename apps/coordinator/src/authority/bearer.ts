import { UnauthorizedError } from './errors.js';

/** The secret in an Authorization header (RFC 6750), where there is one. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^bearer +(\S{1,512}) *$/i.exec(header ?? '')?.[1];
}

/** Why a header lets nobody in: the same for a token that never was, that was removed, and that has expired. */
export function refusalOf(header: string | undefined): UnauthorizedError {
  return /^bearer(?: |$)/i.test(header ?? '')
    ? revokedToken()
    : new UnauthorizedError('This needs a token.', 'Send Authorization: Bearer <token>.', false);
}

export function revokedToken(): UnauthorizedError {
  return new UnauthorizedError(
    'This token is not known here, or no longer.',
    'Send a token that the coordinator knows.',
    true,
  );
}
