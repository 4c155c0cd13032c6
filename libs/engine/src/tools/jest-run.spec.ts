import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type Edits, type GateRig } from '../../../../test/support/gate-rig.js';
import type { JestSetup } from './jest-command.js';
import { jestRunner } from './jest.js';
import type { NoReport, TestReport } from './tool.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

/** Runs all tests, lets somebody at the reports, and reads them. */
async function run(
  edits: Edits,
  meddle: (reports: Record<'json' | 'own', string>) => Promise<unknown> = () => Promise.resolve(),
): Promise<(TestReport | NoReport) & { code: number }> {
  rig = await layCandidate({ base: { ...config({}), ...edits } });
  const { place, tool, run: start } = await rig.context(jestRunner);
  const setup = (await rig.setup(jestRunner)) as JestSetup;
  const end = await start(jestRunner.command(tool, setup, place, { selection: { kind: 'all' } }));
  if (end.how !== 'exited') throw new Error(`Jest did not end by itself: ${end.how}`);
  const names = await readdir(place.reports);
  const named = (prefix: RegExp) => path.join(place.reports, names.find((name) => prefix.test(name)) ?? '');
  await meddle({ json: named(/^jest-[0-9a-f]{24}/), own: named(/^jest-run-[0-9a-f]{24}/) });
  return { ...(await jestRunner.read(end, place)), code: end.code };
}
const config = (settings: object): Edits => ({
  'package.json': JSON.stringify({
    scripts: { test: 'jest' },
    devDependencies: { jest: '*' },
    jest: { testMatch: ['**/*.spec.js'], ...settings },
  }),
});
const test = (body: string): Edits => ({ 'src/a.spec.js': body });
const status = (report: TestReport | NoReport) =>
  report.kind === 'report' ? Object.fromEntries(report.tests.map((one) => [one.title, one.status])) : {};
const replaceIn = async (file: string, from: string, to: string) =>
  writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));

describe('a run of Jest, whatever the configuration says', () => {
  it('runs every test, and shows nothing of its reports to reporters or tests of the tree', async () => {
    const report = await run({
      ...config({ testNamePattern: 'fine', bail: true, reporters: ['<rootDir>/mute.cjs'] }),
      'mute.cjs':
        "module.exports = class { onTestResult(_, result) { result.testResults.forEach((one) => { one.status = 'passed'; }); result.numFailingTests = 0; } };\n",
      ...test(
        "test('is fine', () => {});\ntest('is wrong', () => expect(1).toBe(2));\ntest('knows nothing', () => expect(process.env.QUALITY_GATES_REPORT).toBe(undefined));\n",
      ),
    });
    expect(status(report)).toEqual({ 'is fine': 'passed', 'is wrong': 'failed', 'knows nothing': 'passed' });
  });

  it('does not pass without a test', async () => {
    expect(await run(config({ passWithNoTests: true }))).toMatchObject({ tests: [], errors: [], code: 1 });
  });
});

describe('the reports of a run of Jest', () => {
  it('name tests by file, suites and title, and call whatever did not run skipped', async () => {
    const report = await run(
      test(
        "describe('suite', () => {\n  test('inner', () => {});\n  test.skip('later', () => {});\n  test.todo('much later');\n});\njest.retryTimes(1);\nlet ran = 0;\ntest('again', () => { ran += 1; expect(ran).toBe(2); });\n",
      ),
    );
    expect(report).toMatchObject({
      tests: [
        { name: 'src/a.spec.js > suite > inner', title: 'suite inner', status: 'passed' },
        { title: 'suite later', status: 'skipped' },
        { title: 'suite much later', status: 'skipped' },
        { title: 'again', status: 'passed', retries: 1 },
      ],
    });
  });

  it.each([
    ['Jest’s own is rewritten', ({ json }: { json: string }) => replaceIn(json, '"failed"', '"passed"')],
    ['the gate’s own is rewritten', ({ own }: { own: string }) => replaceIn(own, '"failed"', '"passed"')],
  ])('are not believed where %s', async (_, meddle) => {
    const report = await run(test("test('is wrong', () => expect(1).toBe(2));\n"), meddle);
    expect(report).toMatchObject({ kind: 'no-report', rule: 'report-mismatch' });
  });
});
