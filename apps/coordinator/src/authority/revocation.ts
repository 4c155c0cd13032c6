import type { FastifyReply } from 'fastify';
import type { Credential } from './credential.js';

/** How long what a revoked token holds open may take to end by itself. */
const GRACE_MS = 1_000;

/** Calls back when the token of a request is revoked before its answer has been sent. */
export function onRevoked({ revoked }: Credential, reply: FastifyReply, tell: () => void): void {
  revoked.addEventListener('abort', tell, { once: true });
  reply.raw.once('close', () => revoked.removeEventListener('abort', tell));
}

/** Closes the connection of a request that goes on although its token was revoked: a stream, an upload … */
export function endWhenRevoked(credential: Credential, reply: FastifyReply): void {
  onRevoked(credential, reply, () => {
    const timer = setTimeout(() => reply.raw.destroy(), GRACE_MS).unref();
    reply.raw.once('close', () => clearTimeout(timer));
  });
}
