import { PassThrough, pipeline } from 'node:stream';
import { QualityGatesError } from '@quality-gates/contract';
import type { FastifyInstance } from 'fastify';

/** The caller took too long to send its request. */
export class SlowRequestError extends QualityGatesError {
  /** What the framework answers with when a body cannot be read. */
  readonly statusCode = 408;

  constructor(timeoutMs: number) {
    super('invalid-request', `The request was not there within ${timeoutMs} ms.`, { retryable: true });
  }
}

/** Bounds how long a body may take. Uploads take as long as the server as a whole allows for any request. */
export function limitSlowness(
  fastify: FastifyInstance,
  timeoutMs: number,
  isUpload: (route: string) => boolean,
): void {
  fastify.addHook('preParsing', async (request, reply, payload) => {
    const empty = request.headers['content-length'] === undefined && !request.headers['transfer-encoding'];
    if (empty || isUpload(request.routeOptions.url ?? '')) return payload;
    const body = new PassThrough();
    const timer = setTimeout(() => {
      void reply.header('connection', 'close');
      body.destroy(new SlowRequestError(timeoutMs));
    }, timeoutMs);
    pipeline(payload, body, () => clearTimeout(timer));
    return body;
  });
}
