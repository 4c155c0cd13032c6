import {
  type Approval,
  feedback,
  isApproval,
  isQualityGatesError,
  type QualityGatesError,
  unreachable,
  type Verdict,
} from '@quality-gates/contract';

/** What an answer means for a change; switch on `end`. */
export type Ruling =
  | { end: 'approved'; approval: Approval }
  | { end: 'rejected'; findings: string }
  | { end: 'held'; because: Verdict | QualityGatesError };

/** Only a full approval lets a change go on, and only a rejection sends it back. */
export function rulingOf(verdict: Verdict): Ruling {
  if (isApproval(verdict)) return { end: 'approved', approval: verdict };
  switch (verdict.outcome) {
    case 'rejected':
      return { end: 'rejected', findings: feedback(verdict, { maxTokens: 2000 }) };
    case 'inconclusive':
    case 'approved': // by some of the gates only
      return { end: 'held', because: verdict };
    default:
      return unreachable(verdict.outcome);
  }
}

/**
 * Where nobody answered, the change is held; an agent is told only of files that it may not submit, such as a
 * link that leaves its tree.
 *
 * @throws what is no error of the quality gates, and the caller's own cancellation
 */
export function rulingOfError(error: unknown): Ruling {
  if (!isQualityGatesError(error) || error.code === 'cancelled') throw error;
  return error.code === 'unsafe-tree'
    ? { end: 'rejected', findings: error.message }
    : { end: 'held', because: error };
}
