import { afterEach, describe, expect, it } from '@jest/globals';
import {
  layCandidate,
  type Edits,
  type GateRig,
  type RigOptions,
} from '../../../../test/support/gate-rig.js';
import { vitest } from '../tools/vitest.js';
import { judgeTestAndCoverage } from './test-and-coverage.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function test(options: RigOptions) {
  rig = await layCandidate(options);
  const answers = await judgeTestAndCoverage(await rig.context(vitest), vitest, await rig.setup(vitest), {
    test: true,
    coverage: false,
  });
  expect([...answers.keys()]).toEqual(['test']);
  return answers.get('test');
}

const testFile = (body: string): Edits => ({
  'src/added.test.ts': `import { it, expect } from 'vitest';\nimport { add } from './operations.js';\n${body}\nexpect(add);\n`,
});
const PASSED = JSON.stringify({
  numTotalTests: 1,
  success: true,
  testResults: [
    {
      name: 'src/a.test.ts',
      status: 'passed',
      message: '',
      assertionResults: [{ ancestorTitles: [], title: 'a', status: 'passed' }],
    },
  ],
});

describe('test', () => {
  it('passes green tests and counts them', async () => {
    expect(await test({})).toMatchObject({
      status: 'passed',
      evidence: [
        { kind: 'tests-passed', count: 11 },
        { kind: 'canaries-failed', count: 8 },
      ],
      findings: [],
    });
  });

  it('fails where the runner does not tell the truth, and says what it found out about it', async () => {
    const answer = await test({
      candidate: {
        'src/added.test.ts':
          "import { it, expect } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\nit('is right', () => {\n  expect(1).toBe(2);\n});\n",
      },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        { rule: 'canary-passed', severity: 'error', file: 'src/added.test.ts', range: { startLine: 4 } },
      ],
      inventory: { canaries: false },
    });
  });

  describe('whose code writes to the tree', () => {
    const REWRITING: Edits = {
      'src/added.test.ts':
        "import { writeFileSync } from 'node:fs';\nimport { it, expect } from 'vitest';\nwriteFileSync('package.json', '{}');\nit('is right', () => {\n  expect(1).toBe(1);\n});\n",
    };

    it('fails, whatever the tests say', async () => {
      expect(await test({ candidate: REWRITING, ofBase: {} })).toMatchObject({
        status: 'failed',
        findings: [{ rule: 'tree-touched', severity: 'error', file: 'package.json' }],
        inventory: { touched: ['package.json'] },
      });
    });

    it('passes where the base does the same, and where the policy does not mind', async () => {
      expect(await test({ candidate: REWRITING, ofBase: { touched: ['package.json'] } })).toMatchObject({
        status: 'passed',
      });
      const policy = { integrity: { protect: [], rules: { 'tree-touched': 'warn' as const } } };
      expect(await test({ candidate: REWRITING, ofBase: {}, policy })).toMatchObject({
        status: 'passed',
        findings: [{ rule: 'tree-touched', severity: 'warning' }],
      });
    });
  });

  it('tells by name which tests passed, where all of them ran', async () => {
    const { inventory } = { inventory: undefined, ...(await test({})) };
    expect(inventory).toMatchObject({
      canaries: true,
      tests: expect.arrayContaining([
        { file: 'src/parse.test.ts', title: 'parse refuses what is none' },
        { file: 'src/evaluate.test.ts', title: 'evaluate calculates 9 / 3' },
      ]),
    });
  });

  it('asks no canaries where the policy does not want them', async () => {
    const rules = { 'canary-passed': 'off', 'canary-missing': 'off' } as const;
    expect(await test({ policy: { integrity: { protect: [], rules } } })).toMatchObject({
      evidence: [{ kind: 'tests-passed' }],
    });
  });

  it('locates a failed test at the line that failed, after it failed twice', async () => {
    const answer = await test({
      candidate: testFile("it('adds (1+1)', () => {\n  const sum = add(1, 1);\n  expect(sum).toBe(3);\n});"),
    });
    expect(answer).toMatchObject({
      status: 'failed',
      metrics: { testsPassed: 11, testsFailed: 1 },
      findings: [
        {
          rule: 'test-failed',
          file: 'src/added.test.ts',
          range: { startLine: 5 },
          message: expect.stringMatching(/^adds \(1\+1\)\nAssertionError: expected 2 to be 3/),
          introduced: true,
        },
      ],
      reproduce: 'npx vitest run src/added.test.ts',
    });
    expect(rig?.commands).toHaveLength(2);
  });

  it('calls a test that fails and then passes flaky', async () => {
    const flips =
      "import { existsSync, writeFileSync } from 'node:fs';\nit('flips', () => {\n  const before = existsSync('flag');\n  writeFileSync('flag', '');\n  expect(before).toBe(true);\n});";
    expect(await test({ candidate: testFile(flips) })).toMatchObject({
      status: 'inconclusive',
      reason: 'flaky',
      message: expect.stringContaining('src/added.test.ts > flips'),
    });
  });

  it.each([
    ['beforeAll', "beforeAll(flip);\nit('is fine', () => {});"],
    [
      'beforeAll of a suite',
      "describe('suite', () => {\n  beforeAll(flip);\n  it('is fine', () => {});\n});",
    ],
    ['the file itself', "flip();\nit('is fine', () => {});"],
  ])('calls a file that fails in %s and then passes flaky', async (_, body) => {
    const flip =
      "import { existsSync, writeFileSync } from 'node:fs';\nimport { beforeAll, describe } from 'vitest';\nfunction flip() {\n  const before = existsSync('flag');\n  writeFileSync('flag', '');\n  if (!before) throw new Error('too early');\n}\nvoid [beforeAll, describe];\n";
    expect(await test({ candidate: testFile(flip + body) })).toMatchObject({
      status: 'inconclusive',
      reason: 'flaky',
      message: expect.stringContaining('src/added.test.ts'),
    });
    expect(rig?.commands).toHaveLength(2);
  });

  it('fails on a file that fails in beforeAll twice, at the line that throws', async () => {
    const body =
      "import { beforeAll } from 'vitest';\nbeforeAll(() => {\n  throw new Error('never');\n});\nit('is fine', () => {});";
    expect(await test({ candidate: testFile(body) })).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'test-file-failed', file: 'src/added.test.ts', range: { startLine: 5 } }],
      reproduce: 'npx vitest run src/added.test.ts',
    });
    expect(rig?.commands).toHaveLength(2);
  });

  it('tells a test that needs the network what to do', async () => {
    const body = "it('asks', () => {\n  throw new Error('getaddrinfo ENOTFOUND example.test');\n});";
    expect(await test({ candidate: testFile(body) })).toMatchObject({
      status: 'failed',
      findings: [{ message: expect.stringMatching(/ENOTFOUND[^]*without a network[^]*fake/) }],
    });
  });

  it('fails where one test flips and another fails twice', async () => {
    const both =
      "import { existsSync, writeFileSync } from 'node:fs';\nit('flips', () => {\n  const before = existsSync('flag');\n  writeFileSync('flag', '');\n  expect(before).toBe(true);\n});\nit('is wrong', () => expect(1).toBe(2));";
    const answer = await test({ candidate: testFile(both) });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        { rule: 'test-failed', message: expect.stringContaining('is wrong') },
        { rule: 'flaky-test', severity: 'warning', message: expect.stringContaining('flips') },
      ],
    });
  });

  it.each([
    [
      'no test file is found',
      { 'src/operations.test.ts': null, 'src/parse.test.ts': null, 'src/evaluate.test.ts': null },
    ],
    [
      'the configuration finds none',
      {
        'vitest.config.ts': "export default { test: { include: ['nothing/**'], passWithNoTests: true } };\n",
      },
    ],
    [
      'every test is skipped',
      {
        'src/operations.test.ts': null,
        'src/parse.test.ts': null,
        'src/evaluate.test.ts':
          "import { it } from 'vitest';\nit.skip('later', () => {});\nit.todo('much later');\n",
      },
    ],
  ])('refuses a run in which %s', async (_, candidate) => {
    expect(await test({ candidate })).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-evidence' }],
    });
  });

  it('refuses a configuration that ends the process, whatever reports lie about in the tree', async () => {
    const answer = await test({
      candidate: {
        'vitest.config.ts': 'process.exit(0);\n',
        'vitest.json': PASSED,
        'vitest-run.json': '{}',
        'reports/vitest.json': PASSED,
      },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-report', message: expect.stringContaining('code 0') }],
    });
  });

  it('refuses a configuration that throws, and shows why', async () => {
    const answer = await test({ candidate: { 'vitest.config.ts': "throw new Error('not today');\n" } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-report', message: expect.stringContaining('not today') }],
    });
  });

  it('fails on a file whose import throws, at the line that throws', async () => {
    const answer = await test({
      candidate: {
        ...testFile("it('adds', () => expect(add(1, 1)).toBe(2));"),
        'src/operations.ts': "export const add = 1;\nthrow new Error('broken');\n",
      },
    });
    expect(answer).toMatchObject({ status: 'failed' });
    const places =
      answer?.status === 'failed'
        ? answer.findings.map(({ rule, file, range }) => [rule, file, range?.startLine])
        : [];
    expect(places).toContainEqual(['test-file-failed', 'src/operations.ts', 2]);
  });

  it('fails on an error outside of any test, though all tests pass', async () => {
    const answer = await test({
      candidate: testFile(
        "it('passes', async () => {\n  void Promise.reject(new Error('nobody caught me'));\n  await new Promise((done) => setTimeout(done, 5));\n});",
      ),
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        {
          rule: 'unhandled-error',
          file: 'src/added.test.ts',
          range: { startLine: 4 },
          message: expect.stringContaining('nobody caught me'),
        },
      ],
    });
  });

  it('refuses to run with tests that are focused', async () => {
    expect(
      await test({ candidate: testFile("it.only('adds', () => expect(add(1, 1)).toBe(2));") }),
    ).toMatchObject({ status: 'failed' });
  });

  it('cannot tell when a worker dies in the middle', async () => {
    const answer = await test({
      candidate: testFile("it('dies', () => { process.kill(process.pid, 'SIGKILL'); });"),
    });
    expect(answer).toMatchObject({ status: 'inconclusive', reason: 'crashed' });
  });
});

describe('test before a commit', () => {
  it('runs the tests that the changed source reaches', async () => {
    const answer = await test({
      stage: 'pre-commit',
      candidate: {
        'src/parse.ts': "export { parse } from './parser.js';\n",
        'src/parser.ts': 'export const parse = () => 1;\n',
      },
    });
    expect(rig?.commands[0]?.args).toContain('related');
    expect(answer).toMatchObject({ status: 'failed', metrics: { testsPassed: 0 } });
  });

  it('runs everything where a change of source reaches no test', async () => {
    const answer = await test({
      stage: 'pre-commit',
      candidate: { 'src/lonely.ts': 'export const lonely = 1;\n' },
    });
    expect(answer).toMatchObject({ status: 'passed', evidence: [{ count: 11 }, {}] });
    expect(rig?.commands).toHaveLength(2);
  });

  it.each([
    ['nothing changed', {}],
    ['a data file changed', { 'src/data.json': '{}' }],
    ['a configuration changed', { 'vitest.config.ts': 'export default {};\n' }],
    ['a file is gone', { 'src/parse.test.ts': null }],
  ])('runs everything where %s', async (_, candidate: Edits) => {
    expect(await test({ stage: 'pre-commit', candidate })).toMatchObject({ status: 'passed' });
    expect(rig?.commands.map(({ args }) => args.includes('related'))).toEqual([false]);
  });
});
