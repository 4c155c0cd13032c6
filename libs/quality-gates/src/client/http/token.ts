import { UnauthorizedError } from '../../errors/index.js';
import type { ResolvedAddress } from '../../options.js';
import { AttemptError, never } from '../failures/failure.js';

/** The `Authorization` header of one attempt; nothing where no token is configured. */
export async function bearerOf(token: ResolvedAddress['token']): Promise<string | undefined> {
  if (token === undefined) return undefined;
  if (typeof token === 'string') return `Bearer ${token}`;
  let fetched: unknown;
  try {
    fetched = await token();
  } catch (error) {
    throw refuse('The token could not be fetched.', error);
  }
  if (typeof fetched !== 'string' || !/^[\x21-\x7e]+$/.test(fetched)) {
    throw refuse('What was fetched as a token is none.');
  }
  return `Bearer ${fetched}`;
}

function refuse(message: string, cause?: unknown): AttemptError {
  const mend = 'Mend the function given as `coordinator.token`.';
  return new AttemptError(never(new UnauthorizedError(message, { cause, mend }), { fault: 'token' }));
}
