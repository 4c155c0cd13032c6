import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { failed, finding, type Verdict } from '@quality-gates/contract';
import picocolors from 'picocolors';
import {
  APPROVED,
  INCONCLUSIVE,
  INTEGRITY,
  LINT_FAILED,
  REJECTED,
  TEST_TIMED_OUT,
  TYPECHECK,
  verdictOf,
} from '../testing/verdicts.js';
import { junit } from './junit.js';

function read(verdict: Verdict) {
  const xml = junit(verdict, { colors: picocolors.createColors(false), width: 80 });
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['testsuite', 'testcase'].includes(name),
    htmlEntities: true,
  });
  return parser.parse(xml).testsuites;
}

const counts = ({ tests, failures, errors, skipped }: Record<string, string>) => ({
  tests,
  failures,
  errors,
  skipped,
});

it('has a suite for each gate and a case for each finding that made it fail', () => {
  const root = read(REJECTED);
  expect(counts(root)).toEqual({ tests: '7', failures: '3', errors: '1', skipped: '1' });
  expect(root.testsuite.map(({ name }: { name: string }) => name)).toEqual([
    'integrity',
    'typecheck',
    'lint',
    'build',
    'test',
  ]);
  const lint = root.testsuite[2];
  expect(counts(lint)).toEqual({ tests: '3', failures: '3', errors: '0', skipped: '0' });
  expect(lint.testcase[1]).toMatchObject({
    classname: 'lint.src/a file & <more>.ts',
    name: 'no-unused-vars src/a file & <more>.ts:3:7',
    line: '3',
    failure: { type: 'no-unused-vars', message: "'total' is assigned a value but never used." },
  });
});

it('shows what could not be told as an error, never as a failure', () => {
  const root = read(INCONCLUSIVE);
  expect(counts(root)).toEqual({ tests: '3', failures: '0', errors: '1', skipped: '0' });
  expect(root.testsuite[2].testcase[0].error).toMatchObject({
    type: 'timed-out',
    message: 'The test gate timed out',
  });
});

it('is green for an approval, whatever befell gates that are not required', () => {
  const optional = [
    { ...LINT_FAILED, required: false },
    { ...TEST_TIMED_OUT, required: false },
  ];
  const verdict = verdictOf([INTEGRITY, ...optional]);
  expect(verdict.outcome).toBe('approved');
  expect(counts(read(verdict))).toEqual({ tests: '3', failures: '0', errors: '0', skipped: '2' });
  expect(counts(read(APPROVED))).toEqual({ tests: '4', failures: '0', errors: '0', skipped: '1' });
});

it('is not green where a required gate gave no answer', () => {
  const verdict = verdictOf([TYPECHECK], { requiredGates: ['typecheck', 'lint'] });
  expect(counts(read(verdict))).toEqual({ tests: '2', failures: '0', errors: '1', skipped: '0' });
});

it('survives every character that XML cannot say', () => {
  const every = `${Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join('')}\ud800\ufffe]]>`;
  const findings = [finding({ rule: 'r', severity: 'error', message: every, file: every, fix: every })];
  const root = read(verdictOf([failed({ ...LINT_FAILED, findings, reproduce: every })]));
  expect(root.testsuite[0].testcase[1].failure.message).toContain('!"#$%&\'()*+');
});
