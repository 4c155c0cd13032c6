import { QualityGatesError } from '@quality-gates/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { assertScope } from '../authority/assert.js';
import { bearerOf, refusalOf } from '../authority/bearer.js';
import { ANONYMOUS, type Credential } from '../authority/credential.js';
import type { RateLimits } from '../authority/rate-limits.js';
import { rememberCredential } from '../authority/request-credential.js';
import { endWhenRevoked } from '../authority/revocation.js';
import { assertHasScope, scopeOf } from '../authority/route-scopes.js';
import type { TokenStore } from '../authority/token-store.js';
import type { CoordinatorConfig } from '../config/config.js';
import { isLoopback } from '../config/loopback.js';

/** Open to everybody who reaches the port, however often: what tells nothing but whether the service works. */
const OPEN: ReadonlySet<string> = new Set(['/api/health/live', '/api/health/ready']);
/** Open on loopback even where asking needs a token. */
const OPEN_ON_LOOPBACK: ReadonlySet<string> = new Set([
  '/metrics',
  '/api/docs',
  '/api/docs/:file',
  '/api/docs-json',
]);

export interface Gatekeepers {
  tokens: TokenStore;
  limits: RateLimits;
}

/** Decides who may ask what, by the request's headers, before any of its body is read. */
export function guardRequests(
  fastify: FastifyInstance,
  { host }: Pick<CoordinatorConfig, 'host'>,
  { tokens, limits }: Gatekeepers,
): void {
  const onLoopback = isLoopback(host);

  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) assertHasScope(one, url);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (onLoopback && tokens.isOpen) assertNamedAsLoopback(request);
    const route = request.routeOptions.url ?? '';
    if (OPEN.has(route) || (onLoopback && OPEN_ON_LOOPBACK.has(route))) return;
    const credential = tokens.isOpen ? ANONYMOUS : await authenticate(request);
    rememberCredential(request, credential);
    endWhenRevoked(credential, reply);
    await limits.request(credential);
    const scope = scopeOf(request.method, route);
    if (scope !== undefined) assertScope(credential, scope);
  });

  /** A good token is let in however many bad ones came from its address. */
  async function authenticate({ headers, ip }: FastifyRequest): Promise<Credential> {
    const secret = bearerOf(headers.authorization);
    const credential = secret === undefined ? undefined : tokens.credentialFor(secret);
    if (credential !== undefined) return credential;
    await limits.failedAuthentication(ip);
    throw refusalOf(headers.authorization);
  }
}

/** Without tokens, a web page could ask through its visitor's browser by pointing a name of its own at this machine. */
function assertNamedAsLoopback(request: FastifyRequest): void {
  const host = request.headers.host?.replace(/:\d+$/, '');
  if (host !== undefined && isLoopback(host)) return;
  throw new QualityGatesError('forbidden', 'Without a token, only requests to localhost are answered.', {
    mend: 'Ask http://127.0.0.1, or start the coordinator with QG_TOKEN.',
  });
}
