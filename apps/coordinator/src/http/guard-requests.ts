import { QualityGatesError } from '@quality-gates/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ANONYMOUS } from '../authority/credential.js';
import { rememberCredential } from '../authority/request-credential.js';
import type { CoordinatorConfig } from '../config/config.js';
import { isLoopback } from '../config/loopback.js';
import { Authentication } from './authentication.js';

/** Open to everybody who reaches the port: what tells nothing but whether the service works. */
const OPEN: ReadonlySet<string> = new Set(['/api/health/live', '/api/health/ready']);
/** Open on loopback even where asking needs a token. */
const OPEN_ON_LOOPBACK: ReadonlySet<string> = new Set([
  '/metrics',
  '/api/docs',
  '/api/docs/:file',
  '/api/docs-json',
]);

/** Decides who may ask what, by the request's headers, before any of its body is read. */
export function guardRequests(fastify: FastifyInstance, config: CoordinatorConfig): void {
  const authentication = new Authentication(config.tokens);
  const onLoopback = isLoopback(config.host);

  fastify.addHook('onRequest', async (request) => {
    if (onLoopback && authentication.isOpen) assertNamedAsLoopback(request);
    rememberCredential(request, ANONYMOUS);
    const route = request.routeOptions.url ?? '';
    if (OPEN.has(route) || (onLoopback && OPEN_ON_LOOPBACK.has(route))) return;
    authentication.assertKnown(request.headers.authorization);
  });
}

/** Without tokens, a web page could ask through its visitor's browser by pointing a name of its own at this machine. */
function assertNamedAsLoopback(request: FastifyRequest): void {
  const host = request.headers.host?.replace(/:\d+$/, '');
  if (host !== undefined && isLoopback(host)) return;
  throw new QualityGatesError('forbidden', 'Without a token, only requests to localhost are answered.', {
    mend: 'Ask http://127.0.0.1, or start the coordinator with QG_TOKEN.',
  });
}
