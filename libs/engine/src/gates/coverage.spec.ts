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

async function testAndCover(options: RigOptions) {
  rig = await layCandidate(options);
  const answers = await judgeTestAndCoverage(await rig.context(vitest), vitest, await rig.setup(vitest), {
    test: true,
    coverage: true,
  });
  return { test: answers.get('test'), coverage: answers.get('coverage') };
}

/** Four lines that no test runs, beside the sixteen that tests run: 80 %. */
const UNCOVERED = {
  'src/added.ts':
    'export function lonely(a: number) {\n  const b = a + 1;\n  const c = b + 1;\n  const d = c + 1;\n  return d;\n}\n',
};
const config = (coverage: string): Edits => ({
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { coverage: { ${coverage} } } });\n`,
});
const ISTANBUL = {
  ...config("provider: 'istanbul'"),
  'package.json':
    '{ "type": "module", "devDependencies": { "vitest": "*", "@vitest/coverage-istanbul": "*" } }',
};

describe('coverage', () => {
  it('answers with the tests from one run', async () => {
    const { test, coverage } = await testAndCover({});
    expect(test).toMatchObject({ status: 'passed' });
    expect(coverage).toMatchObject({
      status: 'passed',
      metrics: { linesPct: 100, linesCovered: 16, linesTotal: 16 },
      findings: [],
    });
    expect(rig?.commands).toHaveLength(1);
  });

  it.each([
    ['v8', {}],
    ['istanbul', ISTANBUL],
  ])('fails at 80 % and names files and changed lines, as %s measures', async (_, base) => {
    const { test, coverage } = await testAndCover({ base, candidate: UNCOVERED });
    expect(test).toMatchObject({ status: 'passed' });
    expect(coverage).toMatchObject({
      status: 'failed',
      metrics: {
        linesPct: 80,
        linesCovered: 16,
        linesTotal: 20,
        changedLinesPct: 0,
        changedLinesCovered: 0,
        changedLinesTotal: 4,
      },
      findings: [
        {
          rule: 'coverage-below-threshold',
          severity: 'error',
          message: expect.stringMatching(/80 %.*16 of 20.*85 %.*src\/added\.ts \(0 of 4\)/),
        },
        {
          rule: 'uncovered-lines',
          severity: 'info',
          file: 'src/added.ts',
          range: { startLine: 2, endLine: 5 },
        },
      ],
    });
  });

  it('passes what the policy lets pass, whatever thresholds the configuration has', async () => {
    const { coverage, test } = await testAndCover({
      base: config("thresholds: { 100: true, 'src/**': { lines: 99 } }"),
      candidate: UNCOVERED,
      policy: { coverage: { lines: 80 } },
    });
    expect(coverage).toMatchObject({ status: 'passed', metrics: { linesPct: 80 } });
    expect(test).toMatchObject({ status: 'passed' });
  });

  it('measures what the policy names, and nothing else', async () => {
    const { coverage } = await testAndCover({
      candidate: UNCOVERED,
      policy: { coverage: { lines: 85, exclude: ['src/added.ts'] } },
    });
    expect(coverage).toMatchObject({ status: 'passed', metrics: { linesTotal: 16 } });
  });

  it('refuses a report of no lines', async () => {
    const { coverage } = await testAndCover({ base: config("include: ['gone/**']") });
    expect(coverage).toMatchObject({ status: 'failed', findings: [{ rule: 'no-evidence' }] });
  });

  it('misses source that cannot be measured', async () => {
    const { coverage } = await testAndCover({ candidate: { 'src/broken.ts': 'export const = 1;\n' } });
    expect(coverage).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'not-in-coverage-report', file: 'src/broken.ts' }],
    });
  });

  it('asks for no file that the tool was never told to measure', async () => {
    const { coverage } = await testAndCover({
      base: config("include: ['src/**/*.ts']"),
      candidate: { 'examples/src/shown.ts': 'console.log(1);\n', 'src/late.ts': 'export const = 1;\n' },
    });
    const files = coverage?.status === 'failed' ? coverage.findings.map(({ file }) => file) : [];
    expect(files).toEqual(['src/late.ts']);
  });

  it('misses source in a folder that the configuration names as a whole, by its absolute path', async () => {
    const { coverage } = await testAndCover({
      base: config('include: [`${process.cwd()}/src`]'),
      candidate: { 'src/broken.ts': 'export const = 1;\n' },
    });
    expect(coverage).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'not-in-coverage-report', file: 'src/broken.ts' }],
    });
  });

  it('refuses a provider that is none of the tool', async () => {
    const both =
      '{ "type": "module", "devDependencies": { "vitest": "*", "@vitest/coverage-istanbul": "*", "@vitest/coverage-v8": "*" } }';
    const { coverage } = await testAndCover({
      base: { 'package.json': both },
      candidate: {
        ...config("provider: 'custom', customProviderModule: './provider.mjs'"),
        'provider.mjs':
          "export default { getProvider: () => ({ name: 'custom', initialize() {}, resolveOptions: () => ({ provider: 'custom' }), clean() {}, onAfterSuiteRun() {}, generateCoverage: () => ({}), reportCoverage() {} }) };\n",
      },
    });
    expect(coverage).toMatchObject({ status: 'failed', findings: [{ rule: 'no-report' }] });
  });

  it('tells nothing of coverage where the tests are flaky', async () => {
    const { test, coverage } = await testAndCover({
      candidate: {
        'src/added.test.ts':
          "import { existsSync, writeFileSync } from 'node:fs';\nimport { expect, it } from 'vitest';\nit('flips', () => {\n  const before = existsSync('flag');\n  writeFileSync('flag', '');\n  expect(before).toBe(true);\n});\n",
      },
    });
    expect(test).toMatchObject({ status: 'inconclusive', reason: 'flaky' });
    expect(coverage).toMatchObject({ status: 'inconclusive', reason: 'flaky' });
  });

  it('measures every source file of a project without a source folder and without a say', async () => {
    const { coverage } = await testAndCover({
      base: {
        ...config('enabled: false'),
        'lib/sum.ts': 'export const sum = (a: number, b: number) => a + b;\n',
        'lib/sum.test.ts':
          "import { expect, it } from 'vitest';\nimport { sum } from './sum.js';\nit('sums', () => expect(sum(1, 1)).toBe(2));\n",
        'lib/types.d.ts': 'export type A = 1;\n',
        ...Object.fromEntries(
          [
            'evaluate',
            'index',
            'operations',
            'parse',
            'types',
            'evaluate.test',
            'operations.test',
            'parse.test',
          ].map((name) => [`src/${name}.ts`, null]),
        ),
      },
      candidate: { 'tools/lonely.js': 'export const a = () => {\n  return 1;\n};\n' },
    });
    const files =
      coverage?.status === 'failed' ? coverage.findings.map(({ file }) => file).filter(Boolean) : [];
    expect(new Set(files)).toEqual(new Set(['tools/lonely.js']));
  });
});
