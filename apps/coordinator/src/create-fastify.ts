import { randomUUID } from 'node:crypto';
import { InvalidRequestError } from '@quality-gates/contract';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { CoordinatorConfig } from './config/config.js';
import type { AllowedMethods } from './http/problems/allowed-methods.js';
import { answerFrameworkError } from './http/problems/framework-error.js';
import { answerClientError } from './http/problems/client-error.js';
import { type Gatekeepers, guardRequests } from './http/guard-requests.js';
import { limitConnections } from './http/bounds/limit-connections.js';
import { limitSlowness } from './http/bounds/limit-slowness.js';
import { readJson } from './http/bounds/read-json.js';
import { readPacks } from './http/bounds/read-packs.js';
import type { Logger } from './logging/logger.js';

/** How long an upload may take; every other request has to be there sooner. */
const UPLOAD_TIMEOUT_MS = 600_000;
const UPLOAD = '/api/quality/repositories/:name/objects';
/** Longer than the usual load balancer keeps an idle connection, so that nobody sends into one that closes. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const MOST_HEADER_BYTES = 16_384;
const LOOK_FOR_SLOW_REQUESTS_EVERY_MS = 1_000;

/** The HTTP server with what holds for every request. */
export function createFastify(
  config: CoordinatorConfig,
  logger: Logger,
  methods: AllowedMethods,
  gatekeepers: Gatekeepers,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: Math.max(UPLOAD_TIMEOUT_MS, config.requestTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // A connection on which nothing moves for longer than anything takes: its caller does not read.
    connectionTimeout: Math.max(UPLOAD_TIMEOUT_MS, config.maxWaitMs) + KEEP_ALIVE_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
    http: {
      // A missing Host header is answered below, as a problem.
      requireHostHeader: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: config.requestTimeoutMs,
      connectionsCheckingInterval: LOOK_FOR_SLOW_REQUESTS_EVERY_MS,
    },
    // The service itself says that it is shutting down, as a problem.
    return503OnClosing: false,
    // A body is JSON; what else there is, nothing here would read.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', ({ url, method }) => methods.add(url, method));
  fastify.addHook('onRequest', async (_, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  fastify.addHook('onRequest', async (request) => {
    if (request.headers.host === undefined) throw new InvalidRequestError('The Host header is missing.');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const about = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    };
    logger.debug(about, 'answered');
  });
  limitConnections(fastify, config.maxConnections);
  guardRequests(fastify, config, gatekeepers);
  readJson(fastify);
  readPacks(fastify, (route) => route === UPLOAD);
  limitSlowness(fastify, config.requestTimeoutMs, (route) => route === UPLOAD);
  return adapter;
}
