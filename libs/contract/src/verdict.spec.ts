import { isApproval, Verdict } from './verdict.js';
import { passed } from './results.js';
import { jsonSchemaOf } from './json-schema.js';
import { parseCheckRequest } from './parse.js';
import { problemOf, Problem } from './problem.js';
import { ERROR_CODES, isQualityGatesError, QualityGatesError } from './errors.js';
import { finding } from './finding.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const verdict: Verdict = {
  checkId: 'a'.repeat(64),
  outcome: 'approved',
  scope: 'full',
  stage: 'pre-commit',
  candidate: { repository: 'shop', tree: 'a'.repeat(40), base: { ref: 'main', commit: 'b'.repeat(40) } },
  requiredGates: ['lint'],
  gates: [
    passed({ gate: 'lint', required: true, durationMs: 1, evidence: [{ kind: 'files-linted', count: 3 }] }),
  ],
  policyDigest: 'c'.repeat(64),
  engineVersion: '0.1.0',
  sandbox: 'none',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 12,
};

describe('Verdict', () => {
  it('reads back what was written', () => {
    expect(Verdict.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
  });

  it.each(['rejected', 'inconclusive'] as const)(
    'refuses an outcome of %s that does not follow from the gates',
    (outcome) => {
      expect(Verdict.safeParse({ ...verdict, outcome }).success).toBe(false);
    },
  );

  it('refuses an approval whose gates do not carry it', () => {
    expect(Verdict.safeParse({ ...verdict, gates: [] }).success).toBe(false);
    expect(Verdict.safeParse({ ...verdict, outcome: 'approved', requiredGates: [], gates: [] }).success).toBe(
      false,
    );
    expect(Verdict.safeParse({ ...verdict, requiredGates: ['lint', 'test'] }).success).toBe(false);
  });

  it('refuses fields that it does not know', () => {
    expect(Verdict.safeParse({ ...verdict, passed: true }).success).toBe(false);
  });

  it('takes a partial approval for no approval', () => {
    expect(isApproval(verdict)).toBe(true);
    expect(isApproval({ ...verdict, scope: 'partial' })).toBe(false);
    expect(isApproval({ ...verdict, gates: [] })).toBe(false);
  });

  it('has a JSON Schema that accepts it and refuses what lacks a field', () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(jsonSchemaOf('Verdict'));
    expect(validate(verdict)).toBe(true);
    const { candidate: _, ...headless } = verdict;
    expect(validate(headless)).toBe(false);
  });
});

describe('parseCheckRequest', () => {
  it('says where a request is wrong', () => {
    const wrong = { stage: 'later', candidate: { ...verdict.candidate, tree: 'HEAD' } };
    expect(() => parseCheckRequest(wrong)).toThrow(/\/stage: .*\/candidate\/tree: an object id is 40 or 64/s);
  });
});

describe('errors and problems', () => {
  it.each(Object.keys(ERROR_CODES))('%s travels as problem details with its status and code', (code) => {
    const known = (candidate: string): candidate is keyof typeof ERROR_CODES => candidate in ERROR_CODES;
    if (!known(code)) throw new Error('unreachable');
    const problem = problemOf(
      new QualityGatesError(code, 'It broke.', { mend: 'Mend it.', cause: new Error('secret') }),
    );
    expect(Problem.parse(problem)).toMatchObject({
      code,
      detail: 'It broke. Mend it.',
      status: ERROR_CODES[code].status,
    });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('are recognised across copies of the package', () => {
    expect(isQualityGatesError(Object.assign(new Error('x'), { code: 'cancelled', retryable: true }))).toBe(
      true,
    );
    expect(isQualityGatesError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe(false);
  });
});

describe('finding', () => {
  it('has a fingerprint that survives moved lines and tells places in other files apart', () => {
    const draft = { rule: 'no-var', severity: 'error', message: 'no var', file: 'a.ts' } as const;
    expect(finding({ ...draft, range: { startLine: 1 } }).fingerprint).toBe(
      finding({ ...draft, range: { startLine: 9 } }).fingerprint,
    );
    expect(finding({ ...draft, file: 'b.ts' }).fingerprint).not.toBe(finding(draft).fingerprint);
  });

  it('cuts a message that is too long', () => {
    expect(
      finding({ rule: 'r', severity: 'error', message: 'x'.repeat(10_000) }).message.length,
    ).toBeLessThan(4100);
  });
});
