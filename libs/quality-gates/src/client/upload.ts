import { isQualityGatesError, PACK_MEDIA_TYPE, WIRE_PATHS } from '@quality-gates/contract';
import { CandidateUnknownError } from '../errors/index.js';
import type { Asking } from './asking.js';

/**
 * Sends the candidate's objects, as a pack that is made anew for each attempt.
 *
 * @throws QualityGatesError why they could not be made, or were not taken
 */
export async function upload(asking: Asking): Promise<void> {
  const { objects, request, address } = asking.parts;
  if (objects === undefined) return;
  let fault: { error: unknown } | undefined;
  const open = async (signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    const note = (error: unknown): void => {
      // What fails because the attempt is over says nothing of the objects.
      if (!signal.aborted) fault ??= { error };
    };
    fault = undefined;
    try {
      return noting(await objects.pack({ signal }), note);
    } catch (error) {
      note(error);
      throw error;
    }
  };
  try {
    await asking.send({
      method: 'PUT',
      path: WIRE_PATHS.objects(request.candidate.repository),
      upload: { mediaType: PACK_MEDIA_TYPE, open },
      noContent: true,
      attemptTimeoutMs: address.uploadTimeoutMs,
    });
  } catch (error) {
    throw asking.parts.scope.cause ?? (fault ? unreadable(fault.error) : error);
  }
}

async function* noting(
  pack: AsyncIterable<Uint8Array>,
  note: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* pack;
  } catch (error) {
    note(error);
    throw error;
  }
}

function unreadable(cause: unknown): Error {
  return isQualityGatesError(cause)
    ? cause
    : new CandidateUnknownError("The candidate's objects could not be read here.", { cause });
}
