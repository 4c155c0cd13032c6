import { RepositoryName, type Verdict, WIRE_PATHS } from '@quality-gates/contract';
import { CandidateUnknownError } from '../errors/index.js';
import type { Asking } from './asking.js';
import { sendObjects } from './send-objects.js';
import { readPosted, type Standing } from './standing.js';

const MAX_UPLOADS = 2;

/**
 * Posts the question. Objects that the coordinator lacks are sent, where there are some to send, and the same
 * question is posted again.
 */
export async function post(asking: Asking): Promise<{ verdict: Verdict } | Standing> {
  const { request, isHeard, scope } = asking.parts;
  for (;;) {
    if (scope.cause) throw scope.cause;
    // Whoever listens wants the events from the beginning, and not the verdict alone.
    const waitSeconds = isHeard ? 0 : asking.waitSeconds;
    const call = { method: 'POST', path: WIRE_PATHS.ask, body: request, waitSeconds } as const;
    try {
      return await asking.ask(call, (answer) => readPosted(answer, asking));
    } catch (error) {
      if (!(error instanceof CandidateUnknownError && mayUpload(asking))) throw error;
    }
    asking.uploads += 1;
    await sendObjects(asking);
  }
}

function mayUpload({ uploads, parts: { objects, request } }: Asking): boolean {
  return (
    objects !== undefined &&
    uploads < MAX_UPLOADS &&
    RepositoryName.safeParse(request.candidate.repository).success
  );
}
