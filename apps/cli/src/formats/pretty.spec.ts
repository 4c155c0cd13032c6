import { failed, finding } from '@quality-gates/contract';
import picocolors from 'picocolors';
import {
  APPROVED,
  INCONCLUSIVE,
  LINT_FAILED,
  PARTIAL,
  REJECTED,
  TYPECHECK,
  verdictOf,
} from '../testing/verdicts.js';
import { pretty } from './pretty.js';

const layout = { colors: picocolors.createColors(false), width: 80 };

it('says an approval', () => {
  expect(pretty(APPROVED, { ...layout, subject: 'staged changes' })).toBe(`
post-commit staged changes against main (bbbbbbbbbb)

  ✔ integrity  quality-gates 0.1.0  12 files compared                      40 ms
  ✔ typecheck  tsc 5.9.3            42 files checked                    recorded
  – build      no build tool was detected on the base
  ✔ coverage   vitest 4.1.12        lines 91.2 % · changed lines 100 %     4.1 s
                                    · 1,204 statements instrumented

✔ Approved: integrity, typecheck and coverage passed in 6.4 s
`);
});

it('says a rejection, what to mend first', () => {
  expect(pretty(REJECTED, layout)).toBe(`
post-commit commit cccccccccc against main (bbbbbbbbbb)

  ✔ integrity  quality-gates 0.1.0  12 files compared                      40 ms
  ✔ typecheck  tsc 5.9.3            42 files checked                    recorded
  ✖ lint       eslint 9.39.5        2 findings · 42 files linted           3.1 s
  – build      no build tool was detected on the base
  ? test       vitest 4.1.12        timed out                           1 m 00 s

✖ lint 2 findings
  src/a file & <more>.ts:3:7  no-unused-vars
    'total' is assigned a value but never used.
    fix: Remove it.
  no-report  warning, was there before
    first
    second
  reproduce: npx eslint --max-warnings 0 .

? test timed out
    vitest was still running after 60 s. Raise limits.timeoutMs in
    quality-gates.yaml, or make the tests faster.
    Asking again may help.
  reproduce: npx vitest run

✖ Rejected: lint failed in 6.4 s
`);
});

it('says who could not tell', () => {
  expect(pretty(INCONCLUSIVE, layout)).toMatch(/\n\? Inconclusive: test could not tell in 6.4 s\n$/);
});

it('says which required gate gave no answer', () => {
  const verdict = verdictOf([TYPECHECK], { requiredGates: ['typecheck', 'lint'] });
  expect(pretty(verdict, layout)).toMatch(/\n\? Inconclusive: lint gave no answer in 6.4 s\n$/);
});

it('warns of a partial scope and of a missing sandbox beside the outcome', () => {
  expect(pretty(PARTIAL, layout)).toMatch(
    /\n! Partial: [^!]+\n! No sandbox: [^!]+\n✔ Approved in part: typecheck passed in 6.4 s\n$/,
  );
});

it('says which limits the kernel did not hold', () => {
  const containment = {
    memory: 'watched',
    processes: 'rlimit',
    cpuTime: 'watched',
    disk: 'watched',
    fileSize: 'rlimit',
  } as const;
  expect(pretty(verdictOf([TYPECHECK], { containment }), layout)).toMatch(
    /\n! Limits: memory and processor time were watched, not held by the kernel\.\n✔ Approved/,
  );
  const held = { ...containment, memory: 'cgroup-v2', cpuTime: 'cgroup-v1' } as const;
  expect(pretty(verdictOf([TYPECHECK], { containment: held }), layout)).not.toContain('Limits');
});

it('cuts long lists of findings and counts the rest', () => {
  const findings = Array.from({ length: 30 }, (_, index) =>
    finding({ rule: `rule-${index}`, severity: 'error', message: 'm' }),
  );
  const text = pretty(verdictOf([failed({ ...LINT_FAILED, findings })]), layout);
  expect(text.match(/rule-\d+/g)).toHaveLength(8);
  expect(text).toContain('  22 more: --format json\n');
});

it('stays within 80 columns for long messages', () => {
  const findings = [finding({ rule: 'r', severity: 'error', message: 'some words '.repeat(60) })];
  const text = pretty(verdictOf([failed({ ...LINT_FAILED, findings })]), layout);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('prints no escape sequence, control or direction character that a tool reports', () => {
  const nasty = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202ereversed\u0008';
  const findings = [finding({ rule: nasty, severity: 'error', message: nasty, file: `a${nasty}.ts` })];
  const text = pretty(verdictOf([failed({ ...LINT_FAILED, findings, reproduce: nasty })]), layout);
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text).toContain('reversed');
});

it('never rounds a share up', () => {
  const coverage = { ...TYPECHECK, metrics: { linesPct: 84.999 } };
  expect(pretty(verdictOf([coverage]), layout)).toContain('lines 84.9 %');
});
