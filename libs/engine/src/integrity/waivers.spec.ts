import { failed, finding, inconclusive, passed, type Finding, type Waiver } from '@quality-gates/contract';
import { appliedWaivers, isWaived, waiversInForce, withWaivers } from './waivers.js';

const waiver: Waiver = {
  rule: 'judge-changed',
  path: 'tsconfig.json',
  tree: 'a'.repeat(40),
  base: 'b'.repeat(40),
  reason: 'agreed',
  grantedBy: 'orchestrator',
  expiresAt: '2030-01-01T00:00:00Z',
};
const CANDIDATE = {
  repository: '/r',
  tree: waiver.tree,
  base: { ref: 'main', commit: waiver.base },
};
const ANYWHERE: Waiver = { ...waiver, path: undefined };

const about = { gate: 'lint', required: true, durationMs: 1, evidence: [{ kind: 'files', count: 2 }] };
const one = (over: Partial<Finding> = {}): Finding => ({
  ...finding({ rule: 'judge-changed', severity: 'error', message: 'm', file: 'tsconfig.json' }),
  ...over,
});

describe('waivers', () => {
  const inForce = (given: Waiver, now = '2029-12-31T23:59:59Z') =>
    waiversInForce({ candidate: CANDIDATE, waivers: [given] }, new Date(now)).length === 1;

  it('hold for one tree on one base until they expire', () => {
    expect(inForce(waiver)).toBe(true);
    expect(inForce({ ...waiver, tree: 'c'.repeat(40) })).toBe(false);
    expect(inForce({ ...waiver, base: 'c'.repeat(40) })).toBe(false);
    expect(inForce(waiver, '2030-01-01T00:00:00Z')).toBe(false);
  });

  it('accept the finding that they name, and no other', () => {
    expect(isWaived({ rule: 'judge-changed', file: 'tsconfig.json' }, [waiver])).toBe(true);
    expect(isWaived({ rule: 'judge-changed', file: 'vitest.config.ts' }, [waiver])).toBe(false);
    expect(isWaived({ rule: 'no-var', file: 'tsconfig.json' }, [waiver])).toBe(false);
    expect(isWaived({ rule: 'judge-changed', file: 'vitest.config.ts' }, [ANYWHERE])).toBe(true);
  });
});

describe('a result under waivers', () => {
  it('passes where waived errors were all that failed it, and shows them', () => {
    const result = withWaivers(failed({ ...about, findings: [one()] }), [waiver]);
    expect(result).toMatchObject({ status: 'passed', findings: [{ rule: 'judge-changed', waived: true }] });
    expect(appliedWaivers([waiver, { ...waiver, rule: 'other' }], [result])).toEqual([waiver]);
  });

  it.each<[string, Parameters<typeof failed>[0]]>([
    ['another error stands', { ...about, findings: [one(), one({ rule: 'no-var' })] }],
    ['an error of another file stands', { ...about, findings: [one(), one({ file: 'src/a.ts' })] }],
    ['nothing was looked at', { ...about, evidence: [{ kind: 'files', count: 0 }], findings: [one()] }],
    [
      'too many warnings are left',
      {
        ...about,
        metrics: { maxWarnings: 0 },
        findings: [one(), one({ severity: 'warning', rule: 'no-var' })],
      },
    ],
    ['errors were left out', { ...about, findings: Array.from({ length: 300 }, () => one()) }],
  ])('fails where %s', (_, answer) => {
    expect(withWaivers(failed(answer), [waiver]).status).toBe('failed');
  });

  it('stays what it is where nobody could tell, or no waiver speaks of it', () => {
    const untold = inconclusive('timed-out', 'm', about);
    expect(withWaivers(untold, [ANYWHERE])).toBe(untold);
    const fine = passed(about);
    expect(withWaivers(fine, [ANYWHERE])).toBe(fine);
  });
});
