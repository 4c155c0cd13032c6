import { InvalidRequestError, QualityGatesError } from '@quality-gates/contract';
import type { FastifyInstance } from 'fastify';
import { assertModest } from './modest-json.js';

/** Reads bodies: JSON in UTF-8, as it came, and nothing that would be a burden to look at. */
export function readJson(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addHook('onRequest', async ({ headers }) => {
    const encoding = headers['content-encoding'];
    if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
    throw new QualityGatesError('unsupported-media-type', 'A body is read as it is sent.', {
      mend: 'Send it without Content-Encoding.',
    });
  });
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = textOf(body);
    if (text === undefined) return done(new InvalidRequestError('The body is not valid UTF-8.'));
    void parse(request, text, (error, value) => {
      if (error) return done(error);
      try {
        assertModest(value);
      } catch (immodest) {
        return done(immodest instanceof Error ? immodest : new Error(String(immodest)));
      }
      done(null, value);
    });
  });
}

function textOf(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
