import {
  checkIdOf,
  failed,
  finding,
  inconclusive,
  outcomeOf,
  passed,
  skipped,
  Verdict,
  type CheckRequest,
  type GateResult,
} from '@quality-gates/contract';

export const REQUEST: CheckRequest = {
  stage: 'post-commit',
  candidate: {
    repository: '/srv/git/shop',
    tree: 'a'.repeat(40),
    commit: 'c'.repeat(40),
    base: { ref: 'main', commit: 'b'.repeat(40) },
  },
};

/** A valid verdict on a request, with the outcome that its gates give. */
export function verdictOf(gates: GateResult[], more: Partial<Verdict> = {}, request = REQUEST): Verdict {
  const requiredGates =
    more.requiredGates ?? gates.filter(({ required }) => required).map(({ gate }) => gate);
  return Verdict.parse({
    checkId: checkIdOf(request),
    outcome: outcomeOf(requiredGates, gates),
    scope: 'full',
    stage: request.stage,
    candidate: request.candidate,
    requiredGates,
    gates,
    policyDigest: 'd'.repeat(64),
    engineVersion: '0.1.0',
    sandbox: 'bubblewrap',
    startedAt: '2026-01-31T12:00:00.000Z',
    durationMs: 6400,
    ...more,
  });
}

const tsc = { name: 'tsc', version: '5.9.3' };
const eslint = { name: 'eslint', version: '9.39.5' };
const vitest = { name: 'vitest', version: '4.1.12' };

export const INTEGRITY = passed({
  gate: 'integrity',
  required: true,
  tool: { name: 'quality-gates', version: '0.1.0' },
  durationMs: 40,
  evidence: [{ kind: 'files-compared', count: 12 }],
});

export const TYPECHECK = passed({
  gate: 'typecheck',
  required: true,
  tool: tsc,
  durationMs: 2340,
  fromRecord: true,
  evidence: [{ kind: 'files-checked', count: 42 }],
});

export const COVERAGE = passed({
  gate: 'coverage',
  required: true,
  tool: vitest,
  durationMs: 4100,
  evidence: [{ kind: 'statements-instrumented', count: 1204 }],
  metrics: { linesPct: 91.27, changedLinesPct: 100 },
});

export const BUILD_SKIPPED = skipped('not-detected', 'no build tool was detected on the base', {
  gate: 'build',
});

export const LINT_FAILED = failed({
  gate: 'lint',
  required: true,
  tool: eslint,
  durationMs: 3100,
  evidence: [{ kind: 'files-linted', count: 42 }],
  findings: [
    finding({
      rule: 'no-unused-vars',
      severity: 'error',
      message: "'total' is assigned a value but never used.",
      file: 'src/a file & <more>.ts',
      range: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 12 },
      introduced: true,
      fix: 'Remove it.',
    }),
    finding({ rule: 'no-report', severity: 'warning', message: 'first\nsecond', introduced: false }),
  ],
  reproduce: 'npx eslint --max-warnings 0 .',
});

export const TEST_TIMED_OUT = inconclusive(
  'timed-out',
  'vitest was still running after 60 s. Raise limits.timeoutMs in quality-gates.yaml, or make the tests faster.',
  { gate: 'test', required: true, tool: vitest, durationMs: 60_000, reproduce: 'npx vitest run' },
);

export const APPROVED = verdictOf([INTEGRITY, TYPECHECK, COVERAGE, BUILD_SKIPPED]);
export const REJECTED = verdictOf([INTEGRITY, TYPECHECK, LINT_FAILED, TEST_TIMED_OUT, BUILD_SKIPPED]);
export const INCONCLUSIVE = verdictOf([INTEGRITY, TYPECHECK, TEST_TIMED_OUT]);
export const PARTIAL = verdictOf([TYPECHECK], { scope: 'partial', sandbox: 'none' });
