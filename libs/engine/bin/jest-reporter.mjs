/** Tells, beside Jest's own report, which tests ran and how they ended. Works with Jest 27 and later. */
import { takeReportPath, writeAttested } from './attested-report.mjs';

const file = takeReportPath();

export default class QualityGatesReporter {
  onRunComplete(_contexts, results) {
    if (!file) return;
    writeAttested(file, {
      tests: results.testResults.flatMap(({ testFilePath, testResults }) =>
        testResults.map(({ ancestorTitles, title, status, invocations }) => ({
          file: testFilePath,
          titles: [...ancestorTitles, title],
          status,
          retries: Math.max(0, (invocations ?? 1) - 1),
        })),
      ),
      failedFiles: results.testResults
        .filter(({ numFailingTests, testExecError }) => numFailingTests > 0 || Boolean(testExecError))
        .map(({ testFilePath }) => testFilePath),
    });
  }
}
