import * as fc from 'fast-check';
import { estimateTokens, feedback } from './feedback.js';
import { finding, type FindingDraft } from './finding.js';
import type { GateResult } from './gate-result.js';
import { outcomeOf } from './outcome.js';
import { failed, inconclusive, passed } from './results.js';
import type { Verdict } from './verdict.js';

const evidence = [{ kind: 'files', count: 3 }];

function verdictOf(...gates: GateResult[]): Verdict {
  const requiredGates = gates.filter((gate) => gate.required).map(({ gate }) => gate);
  return {
    checkId: 'a'.repeat(64),
    outcome: outcomeOf(requiredGates, gates),
    scope: 'full',
    stage: 'pre-commit',
    candidate: {
      repository: 'demo',
      tree: 'b'.repeat(40),
      base: { ref: 'main', commit: 'c'.repeat(40) },
    },
    requiredGates,
    gates,
    policyDigest: 'd'.repeat(64),
    engineVersion: '0.1.0',
    sandbox: 'none',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
  };
}

const failing = (gate: string, drafts: FindingDraft[], reproduce?: string): GateResult =>
  failed({ gate, required: true, durationMs: 1, evidence, reproduce, findings: drafts.map(finding) });

const typeError = (overrides: Partial<FindingDraft> = {}): FindingDraft => ({
  rule: 'TS2322',
  severity: 'error',
  message: "Type 'string' is not assignable to type 'number'.",
  file: 'src/a.ts',
  range: { startLine: 3, startColumn: 7 },
  introduced: true,
  ...overrides,
});

test('says a finding as file:line:col rule message, with its fix and the command that shows it', () => {
  const text = feedback(
    verdictOf(failing('typecheck', [typeError({ fix: 'Use a number.' })], 'npx tsc --noEmit')),
  );
  expect(text).toMatchInlineSnapshot(`
"REJECTED (pre-commit): typecheck failed. Mend the first finding first; later ones often follow from it.
typecheck failed:
  src/a.ts:3:7 TS2322 Type 'string' is not assignable to type 'number'.
    fix: Use a number.
  reproduce: npx tsc --noEmit"
`);
});

test('puts the gate first that explains the others', () => {
  const gates = ['coverage', 'test', 'build', 'lint', 'typecheck', 'integrity'];
  const text = feedback(verdictOf(...gates.map((gate) => failing(gate, [typeError()]))));
  const order = [...text.matchAll(/^(\w+) failed:$/gm)].map(([, gate]) => gate);
  expect(order).toEqual(['integrity', 'typecheck', 'lint', 'build', 'test', 'coverage']);
});

test('within a gate puts introduced errors first, and of these what no resolver finds', () => {
  const text = feedback(
    verdictOf(
      failing('typecheck', [
        typeError({ file: 'old.ts', introduced: false }),
        typeError({ file: 'warning.ts', severity: 'warning' }),
        typeError({ file: 'consequence.ts' }),
        typeError({ file: 'import.ts', rule: 'TS2307', message: "Cannot find module './b.js'." }),
        typeError({ file: 'syntax.ts', rule: 'TS1005', message: "';' expected." }),
      ]),
    ),
  );
  const files = [...text.matchAll(/^ {2}(\S+\.ts):/gm)].map(([, file]) => file);
  expect(files).toEqual(['syntax.ts', 'import.ts', 'consequence.ts', 'warning.ts', 'old.ts']);
});

test('leaves waived findings out', () => {
  const text = feedback(
    verdictOf(failing('lint', [typeError({ file: 'waived.ts', waived: true }), typeError()])),
  );
  expect(text).toContain('src/a.ts');
  expect(text).not.toContain('waived.ts');
});

test('counts what it cuts, and keeps a finding of each failed gate', () => {
  const many = Array.from({ length: 150 }, (_, index) => typeError({ file: `src/f${index}.ts` }));
  const verdict = verdictOf(failing('typecheck', many), failing('test', [typeError({ file: 'a.spec.ts' })]));
  const text = feedback(verdict, { maxTokens: 300 });
  const shown = [...text.matchAll(/src\/f\d+\.ts/g)].length;
  expect(shown).toBeGreaterThan(2);
  expect(text).toContain(`  ${150 - shown} more`);
  expect(text).toContain('a.spec.ts');
  expect(estimateTokens(text)).toBeLessThanOrEqual(300);
});

test('an inconclusive verdict names the mend and blames nobody', () => {
  const text = feedback(
    verdictOf(
      inconclusive('dependencies-unavailable', 'No installed dependencies match. Run npm ci in the base.', {
        gate: 'test',
        required: true,
        durationMs: 1,
      }),
    ),
  );
  expect(text).toContain('not your fault');
  expect(text).toContain('Run npm ci in the base.');
  expect(text).toContain('does not help until that is mended');
});

test('tells a partial approval from a full one', () => {
  const verdict = verdictOf(passed({ gate: 'lint', required: true, durationMs: 1, evidence }));
  expect(feedback(verdict)).toMatch(/^APPROVED \(/);
  expect(feedback({ ...verdict, scope: 'partial' })).toMatch(/^APPROVED IN PART .*requires more gates/);
});

test('strips terminal colours and keeps file names on their line', () => {
  const text = feedback(
    verdictOf(
      failing('lint', [typeError({ file: 'a\nreproduce: rm.ts', message: '\u001b[31mred\u001b[0m' })]),
    ),
  );
  expect(text).not.toContain('\u001b');
  expect(text).not.toMatch(/^reproduce: rm/m);
});

test('never exceeds its budget, whatever the findings and the budget', () => {
  const draft = fc.record({
    rule: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
    severity: fc.constantFrom('error', 'warning', 'info'),
    message: fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' }),
    file: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined }),
    introduced: fc.constantFrom(true, false, 'unknown' as const),
  });
  const gate = fc.record({
    gate: fc.constantFrom('typecheck', 'lint', 'test', 'custom'),
    drafts: fc.array(draft, { minLength: 1, maxLength: 20 }),
    reproduce: fc.option(fc.string({ maxLength: 200 }), { nil: undefined }),
  });
  const unsure = inconclusive('killed', 'It was killed.', { gate: 'build', required: true, durationMs: 1 });
  fc.assert(
    fc.property(fc.array(gate, { maxLength: 4 }), fc.nat({ max: 600 }), (gates, maxTokens) => {
      const verdict = verdictOf(
        ...gates.map(({ gate, drafts, reproduce }) => failing(gate, drafts, reproduce)),
        unsure,
      );
      expect(estimateTokens(feedback(verdict, { maxTokens }))).toBeLessThanOrEqual(maxTokens);
    }),
  );
});
