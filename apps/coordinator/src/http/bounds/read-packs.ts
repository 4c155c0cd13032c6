import { PACK_MEDIA_TYPE, QualityGatesError } from '@quality-gates/contract';
import type { FastifyInstance } from 'fastify';

/** Hands packs on unread where they are expected, and refuses them everywhere else. */
export function readPacks(fastify: FastifyInstance, isUpload: (route: string) => boolean): void {
  fastify.addContentTypeParser(PACK_MEDIA_TYPE, (request, payload, done) => {
    if (isUpload(request.routeOptions.url ?? '')) return done(null, payload);
    done(
      new QualityGatesError('unsupported-media-type', 'No pack is expected here.', {
        mend: 'Send application/json.',
      }),
    );
  });
}
