import { afterEach, describe, expect, it } from '@jest/globals';
import {
  layCandidate,
  type Edits,
  type GateRig,
  type RigOptions,
} from '../../../../test/support/gate-rig.js';
import { jestRunner } from '../tools/jest.js';
import { judgeTestAndCoverage } from './test-and-coverage.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

const PROJECT: Edits = {
  'package.json': '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "*" } }',
  'src/operations.ts': null,
  'src/operations.test.ts': null,
  'src/parse.ts': null,
  'src/parse.test.ts': null,
  'src/evaluate.ts': null,
  'src/evaluate.test.ts': null,
  'src/index.ts': null,
  'src/types.ts': null,
  'src/add.js': 'exports.add = (a, b) => {\n  return a + b;\n};\n',
  'src/add.test.js':
    "const { add } = require('./add.js');\ntest('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n",
};

async function testAndCover(options: RigOptions) {
  rig = await layCandidate({ ...options, base: { ...PROJECT, ...options.base } });
  const coverage = options.stage !== 'pre-commit';
  const answers = await judgeTestAndCoverage(
    await rig.context(jestRunner),
    jestRunner,
    await rig.setup(jestRunner),
    {
      test: true,
      coverage,
    },
  );
  return { test: answers.get('test'), coverage: answers.get('coverage') };
}

describe('test and coverage by Jest', () => {
  it('passes green tests that cover their source', async () => {
    const { test, coverage } = await testAndCover({});
    expect(test).toMatchObject({ status: 'passed', evidence: [{ count: 1 }, { count: 1 }] });
    expect(coverage).toMatchObject({ status: 'passed', metrics: { linesPct: 100, linesTotal: 2 } });
  });

  it('locates a failed test at the line that failed', async () => {
    const { test } = await testAndCover({
      candidate: {
        'src/add.test.js':
          "const { add } = require('./add.js');\ntest('adds', () => {\n  expect(add(1, 2)).toBe(4);\n});\n",
      },
    });
    expect(test).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'test-failed', file: 'src/add.test.js', range: { startLine: 3 } }],
      reproduce: 'npx jest --runTestsByPath src/add.test.js',
    });
    expect(rig?.commands).toHaveLength(2);
  });

  it('counts source that no test loads, whatever thresholds the configuration has', async () => {
    const { test, coverage } = await testAndCover({
      base: { 'jest.config.js': 'module.exports = { coverageThreshold: { global: { lines: 99 } } };\n' },
      candidate: { 'src/lonely.js': 'exports.a = 1;\nexports.b = 2;\n' },
    });
    expect(test).toMatchObject({ status: 'passed' });
    expect(coverage).toMatchObject({
      status: 'failed',
      metrics: { linesPct: 50 },
      findings: [{ rule: 'coverage-below-threshold' }, { rule: 'uncovered-lines', file: 'src/lonely.js' }],
    });
  });

  it.each([
    ['there is no test', { 'src/add.test.js': null }, 'no-evidence'],
    ['the configuration ends the process', { 'jest.config.js': 'process.exit(0);\n' }, 'no-report'],
  ])('refuses a run in which %s', async (_, candidate: Edits, rule) => {
    const { test } = await testAndCover({ candidate });
    expect(test).toMatchObject({ status: 'failed', findings: [{ rule }] });
  });

  it('locates a file that fails as a whole', async () => {
    const { test } = await testAndCover({ candidate: { 'src/add.js': "throw new Error('broken');\n" } });
    expect(test).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'test-file-failed', file: 'src/add.js', range: { startLine: 1 } }],
    });
  });

  it('calls a file that fails as a whole and then passes flaky', async () => {
    const flip =
      "const { existsSync, writeFileSync } = require('node:fs');\nconst before = existsSync('flag');\nwriteFileSync('flag', '');\nif (!before) throw new Error('too early');\n";
    const { test } = await testAndCover({
      candidate: { 'src/flip.test.js': `${flip}test('is fine', () => {});\n` },
    });
    expect(test).toMatchObject({
      status: 'inconclusive',
      reason: 'flaky',
      message: expect.stringContaining('src/flip.test.js'),
    });
  });

  it('runs the tests that a change reaches, else everything', async () => {
    const { test } = await testAndCover({
      stage: 'pre-commit',
      candidate: { 'src/add.js': 'exports.add = (a, b) => b + a;\n' },
    });
    expect(test).toMatchObject({ status: 'passed' });
    expect(rig?.commands.map(({ args }) => args.includes('--findRelatedTests'))).toEqual([true]);
    await rig?.dispose();
    const { test: all } = await testAndCover({
      stage: 'pre-commit',
      candidate: { 'src/lonely.js': 'exports.a = 1;\n' },
    });
    expect(all).toMatchObject({ status: 'passed', evidence: [{ count: 1 }, { count: 1 }] });
    expect(rig?.commands.map(({ args }) => args.includes('--findRelatedTests'))).toEqual([true, false]);
  });
});
