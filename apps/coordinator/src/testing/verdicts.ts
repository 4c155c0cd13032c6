import {
  type CheckRequest,
  checkIdOf,
  failed,
  finding,
  type GateResult,
  inconclusive,
  type Outcome,
  outcomeOf,
  passed,
  type Verdict,
} from '@quality-gates/contract';

const about = { gate: 'lint', required: true, tool: { name: 'eslint', version: '9.0.0' }, durationMs: 12 };
const evidence = [{ kind: 'files-linted', count: 3 }];

const RESULTS: Record<Outcome, GateResult> = {
  approved: passed({ ...about, evidence }),
  rejected: failed({
    ...about,
    evidence,
    findings: [finding({ rule: 'no-undef', severity: 'error', message: 'x is not defined', file: 'a.ts' })],
  }),
  inconclusive: inconclusive('timed-out', 'eslint took too long.', about),
};

/** A well-formed verdict on a question. */
export function verdictOn(request: CheckRequest, outcome: Outcome = 'approved'): Verdict {
  const gates = [RESULTS[outcome]];
  return {
    checkId: checkIdOf(request),
    outcome: outcomeOf(['lint'], gates),
    scope: 'full',
    stage: request.stage,
    candidate: request.candidate,
    requiredGates: ['lint'],
    gates,
    policyDigest: 'd'.repeat(64),
    engineVersion: '1.2.3',
    sandbox: 'bubblewrap',
    startedAt: '2026-01-31T12:00:00.000Z',
    durationMs: 12,
  };
}
