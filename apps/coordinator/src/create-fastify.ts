import { randomUUID } from 'node:crypto';
import { InvalidRequestError } from '@quality-gates/contract';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { CoordinatorConfig } from './config/config.js';
import type { AllowedMethods } from './http/allowed-methods.js';
import { answerFrameworkError } from './http/framework-error.js';
import { answerClientError } from './http/client-error.js';
import { guardRequests } from './http/guard-requests.js';
import type { Logger } from './logging/logger.js';

/** How long a caller may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP server with what holds for every request. */
export function createFastify(
  config: CoordinatorConfig,
  logger: Logger,
  methods: AllowedMethods,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
    // A missing Host header is answered below, as a problem.
    http: { requireHostHeader: false },
    // The service itself says that it is shutting down, as a problem.
    return503OnClosing: false,
    // A body is JSON; what else there is, nothing here would read.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
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
  guardRequests(fastify, config);
  return adapter;
}
