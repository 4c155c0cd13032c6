import { type Candidate, checkIdOf, type CheckRequest, issuesOf, Verdict } from '@quality-gates/contract';
import { ProtocolError } from '../errors/index.js';

/**
 * Believes an answer only when it is a verdict, answers exactly what was asked, and its outcome follows from
 * its gates.
 *
 * @throws ProtocolError otherwise
 */
export function trustedVerdict(answer: unknown, request: CheckRequest): Verdict {
  const parsed = Verdict.safeParse(answer);
  if (!parsed.success) {
    const places = issuesOf(parsed.error)
      .slice(0, 3)
      .map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
    throw new ProtocolError(`The coordinator's answer is no valid verdict: ${places.join('; ')}.`, {
      cause: parsed.error,
      mend: 'Use a coordinator of the same version as this library.',
    });
  }
  const verdict = parsed.data;
  const difference = differs(verdict, request);
  if (difference === undefined) return verdict;
  throw new ProtocolError(
    `The coordinator answered another question: the ${difference} is not the one asked about.`,
  );
}

function differs(verdict: Verdict, request: CheckRequest): string | undefined {
  const asked = request.candidate;
  const judged = verdict.candidate;
  if (verdict.checkId !== checkIdOf(request)) return 'check id';
  if (verdict.stage !== request.stage) return 'stage';
  const parts: Record<string, (candidate: Candidate) => string | undefined> = {
    repository: (candidate) => candidate.repository,
    tree: (candidate) => candidate.tree,
    commit: (candidate) => candidate.commit,
    'base ref': (candidate) => candidate.base.ref,
    'base commit': (candidate) => candidate.base.commit,
  };
  return Object.entries(parts).find(([, read]) => read(asked) !== read(judged))?.[0];
}
