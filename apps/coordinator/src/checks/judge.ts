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
import type { HostPaths } from '../http/problems/host-paths.js';
import type { CheckJob, CheckWorker } from '../queue/check-queue.js';
import type { Engine } from './engine.js';
import { withNameForPath } from './repository-names.js';
import type { CheckStore } from './store/check-store.js';

/**
 * The worker that asks the engine, once it is stored that this run starts. The engine sees where the repository
 * really is; the caller gets back the candidate, and the id, of the question as it was asked.
 */
export function judgeWith(engine: Engine, store: CheckStore, paths: HostPaths): CheckWorker {
  return async (job, { signal, onEvent }) => {
    await store.write(job.checkId, { run: job.run });
    if (signal.aborted) throw new CancelledError();
    const question = withRepository(job.request, job.repositoryPath);
    let verdict: Verdict;
    try {
      verdict = await engine.check(question, {
        signal,
        onEvent: (event) => {
          const told = asAskedEvent(event, job, paths);
          if (told) onEvent(told);
        },
      });
    } catch (error) {
      throw asAskedError(error, job, paths);
    }
    return asAsked(verdict, question, job, paths);
  };
}

function withRepository(request: CheckRequest, repository: string): CheckRequest {
  return { ...request, candidate: { ...request.candidate, repository } };
}

/** @throws QualityGatesError `internal` for a verdict that is not well formed or about something else */
function asAsked(answer: Verdict, question: CheckRequest, job: CheckJob, paths: HostPaths): Verdict {
  const { request, checkId } = job;
  const sameQuestion =
    answer.stage === question.stage && canonicalJson(answer.candidate) === canonicalJson(question.candidate);
  if (!sameQuestion) throw new QualityGatesError('internal', 'The engine answered another question.');
  const told = asTold(answer, job, paths);
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
function asAskedEvent(event: CheckEvent, job: CheckJob, paths: HostPaths): CheckEvent | undefined {
  const { type } = event;
  if (type === 'queued' || type === 'verdict' || type === 'reset') return undefined;
  const told = asTold(event, job, paths);
  return CheckEvent.safeParse({ ...told, checkId: job.checkId }).data;
}

function asAskedError(error: unknown, job: CheckJob, paths: HostPaths): unknown {
  if (!isQualityGatesError(error)) return error;
  return new EngineError(error, asTold(error.message, job, paths), job.request.candidate.repository);
}

/** The repository by the name it was asked under, and nothing else of where things are on this host. */
function asTold<Value>(value: Value, { repositoryPath, request }: CheckJob, paths: HostPaths): Value {
  const { repository } = request.candidate;
  return paths.hide(withNameForPath(value, repositoryPath, repository), [repository]);
}

/** What the engine says, in words that may be told. */
export class EngineError extends QualityGatesError {
  constructor(
    cause: QualityGatesError,
    message: string,
    /** As the question names it. */
    readonly repository: string,
  ) {
    super(cause.code, message, { cause, retryable: cause.retryable });
  }
}
