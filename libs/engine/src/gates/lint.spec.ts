import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type GateRig, type RigOptions } from '../../../../test/support/gate-rig.js';
import { eslint } from '../tools/eslint.js';
import { judgeLint } from './lint.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

async function lint(options: RigOptions) {
  rig = await layCandidate(options);
  return judgeLint(await rig.context(eslint), eslint, await rig.setup(eslint));
}

const WARNS = { 'src/added.ts': "export const greet = () => console.log('hello');\n" };
const CLEAN_REPORT = JSON.stringify([{ filePath: 'src/index.ts', messages: [] }]);

describe('lint', () => {
  it('passes clean files and counts them, configuration files aside', async () => {
    expect(await lint({})).toMatchObject({
      status: 'passed',
      evidence: [{ kind: 'files-linted', count: 8 }],
      findings: [],
    });
  });

  it('locates an error with its range and its fix', async () => {
    const answer = await lint({
      candidate: { 'src/added.ts': 'export function one() {\n  let one = 1;\n  return one;\n}\n' },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [
        {
          rule: 'prefer-const',
          severity: 'error',
          file: 'src/added.ts',
          range: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 10 },
          fix: expect.stringContaining('const'),
          introduced: true,
        },
      ],
      reproduce: 'npx eslint .',
    });
  });

  it('tells apart what was there before', async () => {
    const answer = await lint({ base: WARNS, candidate: { 'src/other.ts': 'export const a = 1;\n' } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'no-console', severity: 'warning', introduced: false }],
    });
  });

  it('lets pass as many warnings as the policy says', async () => {
    expect(await lint({ candidate: WARNS, policy: { lint: { maxWarnings: 1 } } })).toMatchObject({
      status: 'passed',
      metrics: { warnings: 1 },
    });
  });

  it('fails on a file that cannot be parsed', async () => {
    const answer = await lint({ candidate: { 'src/added.ts': 'export const = 1;\n' } });
    expect(answer).toMatchObject({
      status: 'failed',
      findings: [{ rule: 'parse-error', file: 'src/added.ts', range: { startLine: 1 } }],
    });
  });

  it('reads a configuration of the older form', async () => {
    const answer = await lint({
      base: {
        'eslint.config.js': null,
        '.eslintrc.json':
          '{ "root": true, "parserOptions": { "ecmaVersion": 2022, "sourceType": "module" }, "rules": { "eqeqeq": "error" } }',
      },
      candidate: {
        'src/plain.js': 'export const same = (a, b) => a == b;\n',
        'src/operations.ts': null,
        'src/parse.ts': null,
        'src/types.ts': null,
        'src/evaluate.ts': null,
        'src/index.ts': null,
        'src/operations.test.ts': null,
        'src/parse.test.ts': null,
        'src/evaluate.test.ts': null,
      },
    });
    expect(answer).toMatchObject({
      status: 'failed',
      evidence: [{ count: 1 }],
      findings: [{ rule: 'eqeqeq', file: 'src/plain.js' }],
    });
  });

  it('refuses a configuration that ignores every source file', async () => {
    const answer = await lint({
      candidate: { 'eslint.config.js': "export default [{ ignores: ['src/**'] }];\n" },
    });
    expect(answer).toMatchObject({ status: 'failed', findings: [{ rule: 'no-evidence' }] });
  });

  it('refuses patterns that match nothing', async () => {
    const answer = await lint({
      base: {
        'package.json':
          '{ "scripts": { "lint": "eslint gone" }, "devDependencies": { "eslint": "*", "typescript-eslint": "*" } }',
      },
    });
    expect(answer).toMatchObject({ status: 'failed', findings: [{ rule: 'no-evidence' }] });
  });

  it.each([
    ['ends the process', 'process.exit(0);'],
    ['throws', "throw new Error('not today');"],
  ])('refuses a configuration that %s, whatever report was left over', async (_, text) => {
    const answer = await lint({
      candidate: {
        'eslint.config.js': `${text}\nexport default [];\n`,
        'eslint.json': CLEAN_REPORT,
        'reports/eslint.json': CLEAN_REPORT,
      },
    });
    expect(answer).toMatchObject({ status: 'failed', findings: [{ rule: 'no-report' }] });
  });

  it('refuses a report that is at odds with the exit code', async () => {
    const answer = await lint({
      intercept: ({ args }) => {
        writeFileSync(args[args.indexOf('--output-file') + 1] ?? '', CLEAN_REPORT);
        return { stdout: '', stderr: '', durationMs: 1, how: 'exited', code: 1 };
      },
    });
    expect(answer).toMatchObject({ status: 'failed', findings: [{ rule: 'report-mismatch' }] });
  });
});
