import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { layCandidate, type Edits, type GateRig } from '../../../../test/support/gate-rig.js';
import type { NoReport, TestReport } from './tool.js';
import { vitest } from './vitest.js';
import type { VitestSetup } from './vitest-command.js';

let rig: GateRig | undefined;
afterEach(() => rig?.dispose());

/** Runs all tests, lets somebody at the reports, and reads them. */
async function run(
  edits: Edits,
  meddle: (reports: Record<'json' | 'own', string>) => Promise<unknown> = () => Promise.resolve(),
): Promise<(TestReport | NoReport) & { code: number }> {
  rig = await layCandidate({ base: edits });
  const { place, tool, run: start } = await rig.context(vitest);
  const setup = (await rig.setup(vitest)) as VitestSetup;
  const end = await start(vitest.command(tool, setup, place, { selection: { kind: 'all' } }));
  if (end.how !== 'exited') throw new Error(`Vitest did not end by itself: ${end.how}`);
  const names = await readdir(place.reports);
  const named = (prefix: RegExp) => path.join(place.reports, names.find((name) => prefix.test(name)) ?? '');
  await meddle({ json: named(/^vitest-[0-9a-f]{24}/), own: named(/^vitest-run-[0-9a-f]{24}/) });
  return { ...(await vitest.read(end, place)), code: end.code };
}
const status = (report: TestReport | NoReport) =>
  report.kind === 'report' ? Object.fromEntries(report.tests.map((test) => [test.title, test.status])) : {};

const ONE_TEST: Edits = {
  'src/parse.test.ts': null,
  'src/operations.test.ts': null,
  'src/evaluate.test.ts': "import { it } from 'vitest';\nit('is one', () => {});\n",
};
const test = (body: string): Edits => ({
  ...ONE_TEST,
  'src/evaluate.test.ts': `import { describe, expect, it } from 'vitest';\n${body}\n`,
});
const config = (settings: string): Edits => ({
  'vitest.config.ts': `export default { test: { include: ['src/**/*.test.ts'], ${settings} } };\n`,
});
const replaceIn = async (file: string, from: string, to: string) =>
  writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));

describe('a run of Vitest, whatever the configuration says', () => {
  it('counts failures the first time, in every test, and rewrites no snapshot', async () => {
    const report = await run({
      ...config("retry: 5, bail: 1, update: true, testNamePattern: 'flips'"),
      ...test(
        "let ran = 0;\nit('flips', () => { ran += 1; expect(ran).toBe(2); });\nit('is wrong', () => expect('now').toMatchSnapshot());\nit('is right', () => {});",
      ),
      'src/__snapshots__/evaluate.test.ts.snap':
        '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`is wrong 1`] = `"then"`;\n',
    });
    expect(status(report)).toEqual({ flips: 'failed', 'is wrong': 'failed', 'is right': 'passed' });
  });

  it('refuses focused tests', async () => {
    const report = await run({
      ...config('allowOnly: true'),
      ...test("it.only('alone', () => {});\nit('left out', () => {});"),
    });
    expect(status(report)).not.toMatchObject({ alone: 'passed' });
    expect(report).toMatchObject({ tests: [{ status: 'failed' }, {}] });
  });

  it('counts errors outside of tests', async () => {
    const report = await run({
      ...config('dangerouslyIgnoreUnhandledErrors: true'),
      ...test(
        "it('passes', async () => {\n  void Promise.reject(new Error('lost'));\n  await new Promise((done) => setTimeout(done, 5));\n});",
      ),
    });
    expect(report).toMatchObject({
      errors: [{ rule: 'unhandled-error', file: 'src/evaluate.test.ts' }],
      code: 1,
    });
  });

  it('does not pass without a test', async () => {
    const report = await run({
      ...config('passWithNoTests: true'),
      ...ONE_TEST,
      'src/evaluate.test.ts': null,
    });
    expect(report).toMatchObject({ kind: 'report', tests: [], code: 1 });
  });
});

describe('the reports of a run of Vitest', () => {
  it('name tests by file, suites and title, and call whatever did not run skipped', async () => {
    const report = await run(
      test(
        "describe('suite', () => {\n  it('inner', () => {});\n  it.skip('later', () => {});\n  it.todo('much later');\n});\nit('again', { retry: 2 }, ({ task }) => expect(task.result?.retryCount).toBe(1));",
      ),
    );
    expect(report).toMatchObject({
      tests: [
        { name: 'src/evaluate.test.ts > suite > inner', title: 'suite inner', status: 'passed' },
        { title: 'suite later', status: 'skipped' },
        { title: 'suite much later', status: 'skipped' },
        { title: 'again', status: 'passed', retries: 1 },
      ],
    });
  });

  it('have no place in the environment of tests', async () => {
    const report = await run(
      test(
        "it('knows nothing', () => expect(JSON.stringify(process.env)).not.toMatch(/QUALITY_GATES_REPORT|vitest-run-/));",
      ),
    );
    expect(status(report)).toEqual({ 'knows nothing': 'passed' });
  });

  const failing = test("it('is wrong', () => expect(1).toBe(2));");

  it.each([
    ['Vitest’s own is rewritten', ({ json }: { json: string }) => replaceIn(json, '"failed"', '"passed"')],
    ['the gate’s own is rewritten', ({ own }: { own: string }) => replaceIn(own, '"failed"', '"passed"')],
    [
      'both are rewritten alike',
      async ({ json, own }: { json: string; own: string }) => {
        await replaceIn(json, '"failed"', '"passed"');
        await replaceIn(own, '"failed"', '"passed"');
        await replaceIn(own, '"failedFiles":["', '"failedFiles":[],"x":["');
      },
    ],
    [
      'a test is taken out of Vitest’s own',
      async ({ json }: { json: string }) => {
        const report = JSON.parse(await readFile(json, 'utf8'));
        await writeFile(json, JSON.stringify({ ...report, numTotalTests: 0, testResults: [] }));
      },
    ],
  ])('are not believed where %s', async (_, meddle) => {
    expect(await run(failing, meddle)).toMatchObject({ kind: 'no-report', rule: 'report-mismatch' });
  });
});
