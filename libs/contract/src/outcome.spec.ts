import fc from 'fast-check';
import { finding } from './finding.js';
import type { GateResult } from './gate-result.js';
import { GateResult as GateResultSchema } from './gate-result.js';
import { outcomeOf } from './outcome.js';
import { failed, inconclusive, passed, skipped } from './results.js';
import { KNOWN_GATES } from './words.js';

const evidence = [{ kind: 'files-linted', count: 1 }];
const objection = [finding({ rule: 'r', severity: 'error', message: 'm' })];

const gateResult: fc.Arbitrary<GateResult> = fc
  .record({
    gate: fc.constantFrom(...KNOWN_GATES),
    status: fc.constantFrom('passed', 'failed', 'inconclusive', 'skipped'),
    required: fc.boolean(),
  })
  .map(({ gate, status, required }) => {
    const about = { gate, required, durationMs: 1 };
    switch (status) {
      case 'passed':
        return passed({ ...about, evidence });
      case 'failed':
        return failed({ ...about, evidence, findings: objection });
      case 'inconclusive':
        return inconclusive('killed', 'killed', about);
      default:
        return skipped('not-detected', 'none', about);
    }
  });

const gates = fc.uniqueArray(fc.constantFrom(...KNOWN_GATES));

describe('outcomeOf', () => {
  it('never approves while a required pass is lacking', () => {
    fc.assert(
      fc.property(gates, fc.array(gateResult, { maxLength: 8 }), (required, results) => {
        if (outcomeOf(required, results) !== 'approved') return;
        expect(required.length).toBeGreaterThan(0);
        for (const gate of required) {
          expect(results.filter((result) => result.gate === gate).map((result) => result.status)).toEqual([
            'passed',
          ]);
        }
        expect(results.filter((result) => result.required && result.status !== 'passed')).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('approves where every required gate passed once, whatever optional gates say', () => {
    fc.assert(
      fc.property(gates, (required) => {
        fc.pre(required.length > 0);
        const passes = required.map((gate) => passed({ gate, required: true, durationMs: 1, evidence }));
        const optional = failed({
          gate: 'custom',
          required: false,
          durationMs: 1,
          evidence,
          findings: objection,
        });
        expect(outcomeOf(required, [...passes, optional])).toBe('approved');
      }),
    );
  });

  it('blames the change as soon as one required gate failed, even beside an inconclusive one', () => {
    const lint = failed({ gate: 'lint', required: true, durationMs: 1, evidence, findings: objection });
    const test = inconclusive('timed-out', 'too slow', { gate: 'test', required: true, durationMs: 1 });
    expect(outcomeOf(['lint', 'test'], [lint, test])).toBe('rejected');
    expect(outcomeOf(['lint', 'test'], [test, lint])).toBe('rejected');
  });

  it.each<[string, string[], GateResult[]]>([
    ['nothing is required', [], []],
    ['a required result is missing', ['lint'], []],
    ['a required gate was skipped', ['lint'], [skipped('not-detected', 'none', { gate: 'lint' })]],
    [
      'a required gate answered twice',
      ['lint'],
      Array.from({ length: 2 }, () => passed({ gate: 'lint', required: true, durationMs: 1, evidence })),
    ],
    [
      'a required gate could not tell',
      ['lint'],
      [inconclusive('killed', 'killed', { gate: 'lint', required: true, durationMs: 1 })],
    ],
  ])('is inconclusive where %s', (_, required, results) => {
    expect(outcomeOf(required, results)).toBe('inconclusive');
  });
});

describe('GateResult', () => {
  it('refuses a pass without evidence', () => {
    const vacuous = passed({
      gate: 'lint',
      required: true,
      durationMs: 1,
      evidence: [{ kind: 'files-linted', count: 0 }],
    });
    expect(GateResultSchema.safeParse(vacuous).success).toBe(false);
  });

  it('refuses a failure that does not say why', () => {
    const mute = failed({ gate: 'lint', required: true, durationMs: 1, evidence, findings: [] });
    expect(GateResultSchema.safeParse(mute).success).toBe(false);
  });
});
