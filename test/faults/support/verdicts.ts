import { type CheckRequest, failed, finding, type Verdict } from '@quality-gates/contract';
import { verdictFor } from '@quality-gates/nestjs/testing';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { approval, killed } from './answers.js';

const about = (change: Partial<CheckRequest['candidate']>): CheckRequest => ({
  ...question,
  candidate: { ...question.candidate, ...change },
});

const broken = failed({
  gate: 'typecheck',
  required: true,
  durationMs: 1,
  evidence: [{ kind: 'files-checked', count: 3 }],
  findings: [finding({ rule: 'TS2322', severity: 'error', message: 'No number.', introduced: true })],
});

/** Valid verdicts, the first one the approval of the usual question; of the others none approves it. */
export const VERDICTS: readonly [Verdict, ...Verdict[]] = [
  approval,
  verdictFor(question, { gates: [broken] }),
  verdictFor(question, { gates: [killed] }),
  verdictFor(about({ tree: 'c'.repeat(40) })),
  verdictFor(about({ commit: 'd'.repeat(40) })),
  verdictFor(about({ base: { ref: 'main', commit: 'c'.repeat(40) } })),
  verdictFor(about({ base: { ref: 'next', commit: 'b'.repeat(40) } })),
  verdictFor(about({ repository: 'other' })),
  verdictFor({ ...question, stage: 'post-commit' }),
  verdictFor({ ...question, gates: ['lint'] }),
];
