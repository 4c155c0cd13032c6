import { afterEach, describe, expect, it } from '@jest/globals';
import {
  layCandidate,
  type Edits,
  type GateRig,
  type RigOptions,
} from '../../../../../test/support/gate-rig.js';
import { vitest } from '../../tools/vitest.js';
import type { GateContext } from '../gate.js';
import { judgeTestAndCoverage } from '../test-and-coverage.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

const OPERATIONS_ON_BASE = ['adds', 'subtracts', 'multiplies', 'divides', 'refuses to divide by zero'].map(
  (title) => ({ file: 'src/operations.test.ts', title: `operations ${title}` }),
);
const ON_BASE = [
  ...OPERATIONS_ON_BASE,
  ...['reads an expression', 'refuses what is none'].map((title) => ({
    file: 'src/parse.test.ts',
    title: `parse ${title}`,
  })),
];

/** Canaries are tried elsewhere. */
const RULES = { 'canary-passed': 'off', 'canary-missing': 'off' } as const;

async function judge(options: RigOptions, renamed?: GateContext['change']['renamed']) {
  rig = await layCandidate({
    ofBase: { tests: ON_BASE },
    policy: { integrity: { protect: [], rules: RULES } },
    ...options,
  });
  const context = await rig.context(vitest);
  const answers = await judgeTestAndCoverage(
    renamed ? { ...context, change: { ...context.change, renamed } } : context,
    vitest,
    await rig.setup(vitest),
    { test: true, coverage: false },
  );
  const answer = answers.get('test');
  if (answer?.status !== 'passed' && answer?.status !== 'failed') throw new Error(JSON.stringify(answer));
  const told = answer.evidence.find(({ kind }) => kind === 'base-tests-run');
  const added = answer.evidence.find(({ kind }) => kind === 'added-tests-failing-on-base');
  return { ...answer, told, added };
}

const operations = (add: string, more = '') => `export function add(a: number, b: number) {
  return ${add};
}
export const subtract = (a: number, b: number) => a - b;
export const multiply = (a: number, b: number) => a * b;
export function divide(a: number, b: number) {
  if (b === 0) throw new RangeError('Cannot divide by zero.');
  return a / b;
}
${more}`;
const tests = (
  body: string,
  names = 'add, divide, multiply, subtract',
) => `import { describe, expect, it } from 'vitest';
import { ${names} } from './operations.js';

describe('operations', () => {
  ${body}

  it('subtracts', () => {
    expect(subtract(5, 3)).toBe(2);
  });

  it('multiplies', () => {
    expect(multiply(4, 3)).toBe(12);
  });

  it('divides', () => {
    expect(divide(9, 3)).toBe(3);
  });

  it('refuses to divide by zero', () => {
    expect(() => divide(1, 0)).toThrow(RangeError);
  });
});
`;
const ADDS = "it('adds', () => { expect(add(1, 2)).toBe(3); });";

describe('the tests of the base', () => {
  it('fail where a change breaks what they hold and edits them', async () => {
    const { status, findings, told } = await judge({
      candidate: {
        'src/operations.ts': operations('a - b'),
        'src/operations.test.ts': tests("it('adds', () => { expect(add(1, 2)).toBe(-1); });"),
        'src/evaluate.test.ts': null,
      },
    });
    expect({ status, findings, told }).toMatchObject({
      status: 'failed',
      told: { count: 5 },
      findings: [
        {
          rule: 'base-test-fails',
          severity: 'error',
          file: 'src/operations.test.ts',
          message: expect.stringContaining('"operations adds"'),
        },
      ],
    });
  });

  it('fail where a change renames the file of the test that it bends', async () => {
    const { findings } = await judge(
      {
        candidate: {
          'src/operations.ts': operations('a - b'),
          'src/operations.test.ts': null,
          'src/arithmetic.test.ts': tests("it('adds', () => { expect(add(1, 2)).toBe(-1); });"),
          'src/evaluate.test.ts': null,
        },
      },
      new Map([['src/operations.test.ts', 'src/arithmetic.test.ts']]),
    );
    expect(findings).toMatchObject([{ rule: 'base-test-fails', file: 'src/arithmetic.test.ts' }]);
  });

  it.each<[string, Edits]>([
    [
      'adds to them',
      { 'src/operations.test.ts': tests(`${ADDS}\nit('adds more', () => { expect(add(2, 2)).toBe(4); });`) },
    ],
    ['touches none', { 'src/operations.ts': operations('b + a') }],
    [
      'rewrites them to say the same',
      { 'src/operations.ts': operations('b + a'), 'src/operations.test.ts': tests(ADDS) },
    ],
  ])('hold where a change %s', async (_, candidate) => {
    expect(await judge({ candidate })).toMatchObject({ status: 'passed', findings: [] });
  });

  it.each<[string, Edits]>([
    [
      'an exported name',
      {
        'src/operations.ts': operations('a + b').replace('function add', 'function plus'),
        'src/operations.test.ts': tests(
          "it('adds', () => { expect(plus(1, 2)).toBe(3); });",
          'plus, divide, multiply, subtract',
        ),
        'src/evaluate.ts':
          "import { plus } from './operations.js';\nexport const evaluate = () => plus(1, 2);\n",
        'src/evaluate.test.ts': null,
        'src/index.ts': "export { evaluate } from './evaluate.js';\n",
      },
    ],
    [
      'a module',
      {
        'src/operations.ts': null,
        'src/arithmetic.ts': operations('a + b'),
        'src/operations.test.ts': tests(ADDS).replace('./operations.js', './arithmetic.js'),
        'src/evaluate.ts':
          "import { add } from './arithmetic.js';\nexport const evaluate = () => add(1, 2);\n",
        'src/evaluate.test.ts': null,
        'src/index.ts': "export { evaluate } from './evaluate.js';\n",
      },
    ],
  ])('are excused where a change renames %s', async (_, candidate) => {
    const { status, findings, told } = await judge({ candidate });
    expect({ status, findings, told }).toMatchObject({
      status: 'passed',
      findings: [],
      told: { detail: expect.stringMatching(/not held against the change: .*gone/) },
    });
  });

  const LISTED = `import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { add } from './operations.js';
import { cases } from '../test/cases.js';
it.each(cases)('adds $left', ({ left, sum }) => { expect(add(left, 1)).toBe(sum); });
it('adds what is kept', () => {
  expect(add(2, 2)).toBe(Number(readFileSync(new URL('../test/kept.txt', import.meta.url), 'utf8')));
});
`;
  it.each<[string, Edits]>([
    ['a helper of theirs', { 'test/sums.ts': 'export const sum = 4;\n' }],
    ['data that they read from the disk', { 'test/kept.txt': '5\n' }],
  ])('fail where a change breaks what they hold and edits %s alone', async (_, edits) => {
    const isHelper = 'test/sums.ts' in edits;
    const { status, findings } = await judge({
      base: {
        'src/listed.test.ts': LISTED,
        'test/cases.ts':
          "import { sum } from './sums.js';\nexport const cases = [{ left: 2, sum }, { left: 4, sum: 5 }];\n",
        'test/sums.ts': 'export const sum = 3;\n',
        'test/kept.txt': '4\n',
      },
      candidate: {
        ...edits,
        'src/operations.ts': operations(
          isHelper ? 'a + b + Number(a === 2 && b === 1)' : 'a + b + Number(a === 2 && b === 2)',
        ),
      },
      ofBase: {
        tests: [
          ...ON_BASE,
          ...['adds 2', 'adds 4', 'adds what is kept'].map((title) => ({
            file: 'src/listed.test.ts',
            title,
          })),
        ],
      },
    });
    expect({ status, findings }).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'base-test-fails', severity: 'error', file: 'src/listed.test.ts' }],
    });
  });

  it.each<[string, string, string]>([
    ['fail', 'alone', ''],
    ['are not asked', 'and the product', "\nexport const KEPT = 'kept.txt';\n"],
  ])('%s where a change edits data beside the product that tests %s speak of', async (_, who, named) => {
    const { status, findings } = await judge({
      base: {
        'src/kept.test.ts': `import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { add } from './operations.js';
it('adds what is kept', () => {
  expect(add(2, 2)).toBe(Number(readFileSync(new URL('./kept.txt', import.meta.url), 'utf8')));
});
`,
        'src/kept.txt': '4\n',
        'src/operations.ts': operations('a + b', named),
      },
      candidate: {
        'src/kept.txt': '5\n',
        'src/operations.ts': operations('a + b + Number(a === 2 && b === 2)', named),
      },
      ofBase: { tests: [...ON_BASE, { file: 'src/kept.test.ts', title: 'adds what is kept' }] },
    });
    const held = [{ rule: 'base-test-fails', severity: 'error', file: 'src/kept.test.ts' }];
    expect({ status, findings }).toMatchObject(
      who === 'alone' ? { status: 'failed', findings: held } : { status: 'passed', findings: [] },
    );
  });

  it('are excused where a change renames a method', async () => {
    const counter = (method: string) =>
      `export class Counter {\n  count = 0;\n  ${method}() {\n    return (this.count += 1);\n  }\n}\n`;
    const test = (method: string) =>
      `import { expect, it } from 'vitest';\nimport { Counter } from './counter.js';\nit('counts', () => {\n  expect(new Counter().${method}()).toBe(1);\n});\n`;
    const { status, findings, told } = await judge({
      base: { 'src/counter.ts': counter('next'), 'src/counter.test.ts': test('next') },
      candidate: { 'src/counter.ts': counter('increment'), 'src/counter.test.ts': test('increment') },
      ofBase: { tests: [...ON_BASE, { file: 'src/counter.test.ts', title: 'counts' }] },
    });
    expect({ status, findings, told }).toMatchObject({
      status: 'passed',
      findings: [],
      told: { count: 1, detail: expect.stringContaining('"counts" uses next, which is gone') },
    });
  });

  it('are asked before a commit too', async () => {
    const { told, findings } = await judge({
      candidate: {
        'src/operations.ts': operations('a - b'),
        'src/operations.test.ts': tests("it('adds', () => { expect(add(1, 2)).toBe(-1); });"),
        'src/evaluate.test.ts': null,
      },
      stage: 'pre-commit',
    });
    expect({ told, findings }).toMatchObject({ told: { count: 5 }, findings: [{ rule: 'base-test-fails' }] });
  });

  it('are not asked where nothing is known of the base', async () => {
    const candidate = {
      'src/operations.test.ts': tests("it('adds', () => { expect(add(1, 2)).toBe(3); });"),
    };
    expect((await judge({ candidate, ofBase: undefined })).told).toBeUndefined();
  });
});

describe('added tests', () => {
  const subtracts = operations('a + b', 'export const negate = (a: number) => 0 - a;\n');
  const added = (body: string, from = './operations.js', names = 'add') =>
    `import { expect, it } from 'vitest';\nimport { ${names} } from '${from}';\n${body}\n`;

  it('prove nothing where all of them pass on the source of the base', async () => {
    const {
      status,
      findings,
      added: evidence,
    } = await judge({
      candidate: {
        'src/operations.ts': subtracts,
        'src/added.test.ts': added("it('adds again', () => { expect(add(2, 2)).toBe(4); });"),
      },
    });
    expect({ status, findings, evidence }).toMatchObject({
      status: 'passed',
      evidence: { count: 0 },
      findings: [{ rule: 'added-tests-prove-nothing', severity: 'warning', file: 'src/added.test.ts' }],
    });
  });

  it.each<[string, Edits, number]>([
    [
      'fails there',
      {
        'src/operations.ts': operations('a + b + 0.5'),
        'src/added.test.ts': added(
          "it('adds a half', () => { expect(add(2, 2)).toBe(4.5); });\nit('is there', () => { expect(add).toBeDefined(); });",
        ),
        'src/operations.test.ts': null,
        'src/evaluate.test.ts': null,
      },
      1,
    ],
    [
      'cannot load there',
      {
        'src/negate.ts': 'export const negate = (a: number) => 0 - a;\n',
        'src/negate.test.ts': added(
          "it('negates', () => { expect(negate(1)).toBe(-1); });",
          './negate.js',
          'negate',
        ),
      },
      1,
    ],
    [
      'uses helpers that came with it',
      {
        'src/operations.ts': subtracts,
        'test/helpers.ts': "export { negate } from '../src/operations.js';\n",
        'src/negate.test.ts': added(
          "it('negates', () => { expect(negate(1)).toBe(-1); });",
          '../test/helpers.js',
          'negate',
        ),
      },
      1,
    ],
  ])('prove the change where one %s', async (_, candidate, count) => {
    const { findings, added: evidence } = await judge({ candidate, ofBase: { tests: [] } });
    expect(findings).toEqual([]);
    expect(evidence).toMatchObject({ count });
  });

  it('are not asked where no source of the product changed', async () => {
    const { status, added: evidence } = await judge({
      candidate: { 'src/added.test.ts': added("it('adds again', () => { expect(add(2, 2)).toBe(4); });") },
    });
    expect({ status, evidence }).toEqual({ status: 'passed', evidence: undefined });
  });
});
