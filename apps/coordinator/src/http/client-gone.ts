import type { FastifyReply } from 'fastify';
import { credentialOf } from '../authority/request-credential.js';
import { onRevoked } from '../authority/revocation.js';

/**
 * Aborts when the caller hangs up before it has its answer, or may no longer have it because its token was
 * revoked. The request's own signal is of no use for that: it aborts as soon as the body has been read.
 */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const response = reply.raw;
  const closed = (): void => {
    if (!response.writableFinished) gone.abort();
  };
  if (response.destroyed) closed();
  else response.once('close', closed);
  onRevoked(credentialOf(reply.request), reply, () => gone.abort());
  return gone.signal;
}
