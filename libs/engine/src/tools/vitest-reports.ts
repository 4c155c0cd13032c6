import path from 'node:path';
import { contradiction, retriesOf } from '../reports/told-tests.js';
import { reportDirectory, reportFile } from './report-name.js';
import { IstanbulJson, readIstanbul } from '../reports/istanbul.js';
import { JestJson, readJestJson } from '../reports/jest-json.js';
import { tailOf } from '../reports/printable.js';
import { readReport } from '../reports/report-file.js';
import { completeFindings } from '../reports/source-context.js';
import { treeDirectory } from '../reports/tree-path.js';
import { placeFileErrors, readUnhandledErrors, VitestExtras } from '../reports/vitest-extras.js';
import type { CoverageReport, Exited, NoReport, TestReport, ToolPlace } from './tool.js';

/** Where Vitest's own json reporter, our reporter beside it, and its coverage provider write. */
export const testsOf = (place: ToolPlace) => reportFile(place, 'vitest');
export const extrasOf = (place: ToolPlace) => reportFile(place, 'vitest-run');
export const coverageOf = (place: ToolPlace) => reportDirectory(place, 'coverage');

const NO_TEST = /No test files found, exiting with code 1/;

export async function readVitestTests(end: Exited, place: ToolPlace): Promise<TestReport | NoReport> {
  const tests = await readReport(testsOf(place), JestJson);
  const extras = await readReport(extrasOf(place), VitestExtras, end.stdout);
  // Vitest 1 and 2 write no report where they find no test.
  if (end.code === 1 && tests.kind === 'no-report' && NO_TEST.test(end.stdout + end.stderr))
    return { kind: 'report', tests: [], errors: [] };
  if (tests.kind === 'no-report' || extras.kind === 'no-report') {
    const missing = tests.kind === 'no-report' ? tests : extras;
    const why = missing.kind === 'no-report' ? missing.message : '';
    return {
      ...missing,
      kind: 'no-report',
      message: `Vitest ended with code ${end.code}; ${why}. ${tailOf(end.stdout, end.stderr)}`.trim(),
    };
  }
  const contradicted = contradiction('Vitest', tests.value, extras.value);
  if (contradicted) return contradicted;
  const read = readJestJson(tests.value, place, retriesOf(extras.value));
  const outside = readUnhandledErrors(extras.value, place);
  const inFiles = placeFileErrors(read.fileErrors, extras.value, place);
  return {
    kind: 'report',
    tests: read.tests,
    errors: await completeFindings([...inFiles, ...outside.drafts], place),
    ...(outside.testFiles && { errorFiles: [...new Set([...read.failedFiles, ...outside.testFiles])] }),
    ...(outside.crashed && { crashed: outside.crashed }),
  };
}

export async function readVitestCoverage(place: ToolPlace): Promise<CoverageReport | NoReport> {
  const report = await readReport(path.join(coverageOf(place), 'coverage-final.json'), IstanbulJson);
  const extras = await readReport(extrasOf(place), VitestExtras);
  if (report.kind === 'no-report')
    return { kind: 'no-report', message: `Vitest measured no coverage; ${report.message}.` };
  if (extras.kind === 'no-report')
    return { kind: 'no-report', message: `Vitest measured coverage, but ${extras.message}.` };
  const { provider, include, exclude } = extras.value.coverage;
  if (provider !== 'v8' && provider !== 'istanbul') {
    return {
      kind: 'no-report',
      message: `Coverage was measured by the provider "${provider}", which is none of Vitest's own.`,
    };
  }
  const root = treeDirectory(extras.value.root, place);
  const absolute = `${extras.value.root.replace(/\/$/, '')}/`;
  const fromRoot = (glob: string) => (glob.startsWith(absolute) ? glob.slice(absolute.length) : glob);
  const tests = extras.value.include;
  return {
    kind: 'report',
    files: readIstanbul(report.value, place),
    ...(root !== undefined &&
      include.length > 0 && {
        scope: { root, include: include.map(fromRoot), exclude: [...exclude.map(fromRoot), ...tests] },
      }),
  };
}
