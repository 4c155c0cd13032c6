import { UnauthorizedError } from './errors.js';

/** The secret in an Authorization header (RFC 6750). @throws UnauthorizedError */
export function bearerOf(header: string | undefined): string {
  if (header === undefined || !/^bearer(?: |$)/i.test(header)) {
    throw new UnauthorizedError('This needs a token.', 'Send Authorization: Bearer <token>.', false);
  }
  const secret = /^bearer +(\S{1,512}) *$/i.exec(header)?.[1];
  if (secret === undefined) throw unknownToken();
  return secret;
}

/** The same for a token that never was, that was removed, and that has expired. */
export function unknownToken(): UnauthorizedError {
  return new UnauthorizedError(
    'This token is not known here, or no longer.',
    'Send a token that the coordinator knows.',
    true,
  );
}
