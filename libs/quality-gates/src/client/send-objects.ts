import { PACK_MEDIA_TYPE, WIRE_PATHS } from '@quality-gates/contract';
import type { Asking } from './asking.js';

/**
 * Sends the candidate's objects, as a pack that is made anew for each attempt.
 *
 * @throws QualityGatesError why they could not be read, or were not taken
 */
export async function sendObjects(asking: Asking): Promise<void> {
  const { objects, request, address } = asking.parts;
  if (objects === undefined) return;
  await asking.send({
    method: 'PUT',
    path: WIRE_PATHS.objects(request.candidate.repository),
    upload: { mediaType: PACK_MEDIA_TYPE, open: (signal) => objects.pack({ signal }) },
    noContent: true,
    attemptTimeoutMs: address.uploadTimeoutMs,
  });
}
