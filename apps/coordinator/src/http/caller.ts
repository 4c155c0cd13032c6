import { CALLER_HEADER, CallerId, InvalidRequestError } from '@quality-gates/contract';
import type { FastifyRequest } from 'fastify';
import { covers } from '../authority/credential.js';
import { credentialOf } from '../authority/request-credential.js';
import type { Caller } from '../checks/caller.js';

/**
 * Who sends a request: its token, and the name it has given itself, without which its address has to do.
 *
 * @throws InvalidRequestError for a name that is none
 */
export function callerOf(request: FastifyRequest): Caller {
  const credential = credentialOf(request);
  const given = request.headers[CALLER_HEADER];
  if (given !== undefined && !CallerId.safeParse(given).success) {
    throw new InvalidRequestError(`The header ${CALLER_HEADER} is not valid.`, {
      mend: 'Send 16 to 64 random letters, digits, "_" or "-", or leave it out.',
    });
  }
  return {
    token: credential.name,
    subscriber: JSON.stringify([
      credential.name,
      given === undefined ? 'address' : 'caller',
      given ?? request.ip,
    ]),
    mayRead: (repository) => covers(credential, repository),
  };
}
