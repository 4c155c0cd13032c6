import path from 'node:path';
import { contradiction, retriesOf, ToldTests } from '../reports/told-tests.js';
import { reportDirectory, reportFile } from './report-name.js';
import { IstanbulJson, readIstanbul } from '../reports/istanbul.js';
import { JestJson, readJestJson } from '../reports/jest-json.js';
import { tailOf } from '../reports/printable.js';
import { readReport } from '../reports/report-file.js';
import { completeFindings } from '../reports/source-context.js';
import type { CoverageReport, Exited, NoReport, TestReport, ToolPlace } from './tool.js';

export const testsOf = (place: ToolPlace) => reportFile(place, 'jest');
export const toldOf = (place: ToolPlace) => reportFile(place, 'jest-run');
export const coverageOf = (place: ToolPlace) => reportDirectory(place, 'coverage');

const WORKER_DIED =
  /jest worker process .*was terminated|Jest worker encountered \d+ child process exceptions|worker process has (crashed|failed)/i;

export async function readJestTests(end: Exited, place: ToolPlace): Promise<TestReport | NoReport> {
  const report = await readReport(testsOf(place), JestJson);
  if (report.kind === 'no-report') {
    // Jest writes no report where it finds no test.
    if (end.code === 1 && /No tests found, exiting with code 1/.test(end.stdout + end.stderr))
      return { kind: 'report', tests: [], errors: [] };
    return {
      kind: 'no-report',
      message:
        `Jest ended with code ${end.code}; ${report.message}. ${tailOf(end.stdout, end.stderr)}`.trim(),
    };
  }
  const told = await readReport(toldOf(place), ToldTests, end.stdout);
  if (told.kind === 'no-report')
    return { ...told, message: `Jest ended with code ${end.code}; ${told.message}.` };
  const contradicted = contradiction('Jest', report.value, told.value);
  if (contradicted) return contradicted;
  const { tests, fileErrors, failedFiles } = readJestJson(report.value, place, retriesOf(told.value));
  const died = fileErrors.find(({ message }) => WORKER_DIED.test(message));
  return {
    kind: 'report',
    tests,
    errors: await completeFindings(fileErrors, place),
    errorFiles: failedFiles,
    ...(died && { crashed: died.message }),
  };
}

export async function readJestCoverage(place: ToolPlace): Promise<CoverageReport | NoReport> {
  const report = await readReport(path.join(coverageOf(place), 'coverage-final.json'), IstanbulJson);
  if (report.kind === 'no-report')
    return { kind: 'no-report', message: `Jest measured no coverage; ${report.message}.` };
  return { kind: 'report', files: readIstanbul(report.value, place) };
}
