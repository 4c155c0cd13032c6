import type { FastifyReply } from 'fastify';

/**
 * Aborts when the caller hangs up before it has its answer. The request's own signal is of no use for that: it
 * aborts as soon as the body has been read.
 */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const response = reply.raw;
  const closed = (): void => {
    if (!response.writableFinished) gone.abort();
  };
  if (response.destroyed) closed();
  else response.once('close', closed);
  return gone.signal;
}
