import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Credential } from './credential.js';

const credentials = new WeakMap<IncomingMessage, Credential>();

/** Remembers who sends a request; the guard does so before anything else looks at it. */
export function rememberCredential(request: FastifyRequest, credential: Credential): void {
  credentials.set(request.raw, credential);
}

/** Who sends a request, where that is known already. */
export function knownCredentialOf(request: FastifyRequest): Credential | undefined {
  return credentials.get(request.raw);
}

/** Who sends a request. @throws TypeError for a request that no guard has seen: nobody acts by default */
export function credentialOf(request: FastifyRequest): Credential {
  const credential = knownCredentialOf(request);
  if (credential === undefined) throw new TypeError('No guard has looked at this request.');
  return credential;
}
