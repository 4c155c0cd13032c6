import {
  CancelledError,
  canonicalJson,
  CheckEvent,
  type CheckRequest,
  isQualityGatesError,
  issuesOf,
  QualityGatesError,
  Verdict,
} from '@quality-gates/contract';
import type { CheckJob, CheckWorker } from '../queue/check-queue.js';
import type { Engine } from './engine.js';
import { withNameForPath } from './repository-names.js';
import type { CheckStore } from './store/check-store.js';

/**
 * The worker that asks the engine, once it is stored that this run starts. The engine sees where the repository
 * really is; the caller gets back the candidate, and the id, of the question as it was asked.
 */
export function judgeWith(engine: Engine, store: CheckStore): CheckWorker {
  return async (job, { signal, onEvent }) => {
    await store.write(job.checkId, { run: job.run });
    if (signal.aborted) throw new CancelledError();
    const question = withRepository(job.request, job.repositoryPath);
    let verdict: Verdict;
    try {
      verdict = await engine.check(question, {
        signal,
        onEvent: (event) => {
          const told = asAskedEvent(event, job);
          if (told) onEvent(told);
        },
      });
    } catch (error) {
      throw asAskedError(error, job);
    }
    return asAsked(verdict, question, job);
  };
}

function withRepository(request: CheckRequest, repository: string): CheckRequest {
  return { ...request, candidate: { ...request.candidate, repository } };
}

/** @throws QualityGatesError `internal` for a verdict that is not well formed or about something else */
function asAsked(answer: Verdict, question: CheckRequest, job: CheckJob): Verdict {
  const { request, checkId, repositoryPath } = job;
  const sameQuestion =
    answer.stage === question.stage && canonicalJson(answer.candidate) === canonicalJson(question.candidate);
  if (!sameQuestion) throw new QualityGatesError('internal', 'The engine answered another question.');
  const told = withNameForPath(answer, repositoryPath, request.candidate.repository);
  const parsed = Verdict.safeParse({ ...told, checkId, candidate: request.candidate });
  if (parsed.success) return parsed.data;
  const [first] = issuesOf(parsed.error);
  throw new QualityGatesError(
    'internal',
    `The engine's verdict is not valid at ${first?.pointer || '/'}: ${first?.message}.`,
    { cause: parsed.error },
  );
}

/** What of an event may be told; the queue and the verdict are not the engine's to tell of. */
function asAskedEvent(event: CheckEvent, job: CheckJob): CheckEvent | undefined {
  const { type } = event;
  if (type === 'queued' || type === 'verdict' || type === 'reset') return undefined;
  const told = withNameForPath(event, job.repositoryPath, job.request.candidate.repository);
  return CheckEvent.safeParse({ ...told, checkId: job.checkId }).data;
}

function asAskedError(error: unknown, job: CheckJob): unknown {
  if (!isQualityGatesError(error)) return error;
  const message = withNameForPath(error.message, job.repositoryPath, job.request.candidate.repository);
  return new QualityGatesError(error.code, message, { cause: error, retryable: error.retryable });
}
