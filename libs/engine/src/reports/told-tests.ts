import { z } from 'zod';
import type { NoReport } from '../tools/tool.js';
import type { JestJson } from './jest-json.js';
import { nameOfTest, statusOf } from './test-names.js';

/** What this package's own reporters tell of the tests, beside the runner's own report. */
export const ToldTests = z.object({
  tests: z.array(
    z.object({
      file: z.string(),
      titles: z.array(z.string()),
      status: z.string(),
      /** How often it ran again after it had failed. */
      retries: z.int(),
    }),
  ),
  /** Files with a failed test, or that failed as a whole. */
  failedFiles: z.array(z.string()),
});
export type ToldTests = z.infer<typeof ToldTests>;

const MAX_SHOWN = 3;

/**
 * Holds the runner's own report against what our reporter tells: two ways from the tests to the gate are harder to
 * bend than one.
 *
 * @returns nothing where both say the same
 */
export function contradiction(runner: string, report: JestJson, told: ToldTests): NoReport | undefined {
  const reported = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) =>
      line(name, [...ancestorTitles, title], status),
    ),
  );
  const failed = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
  const different = [
    ...difference(
      reported,
      told.tests.map(({ file, titles, status }) => line(file, titles, status)),
    ),
    ...difference(
      failed.map((file) => `${file}: failed`),
      told.failedFiles.map((file) => `${file}: failed`),
    ),
  ];
  const counted = report.numTotalTests === reported.length;
  if (different.length === 0 && counted) return undefined;
  const shown = different.slice(0, MAX_SHOWN).join('; ');
  return {
    kind: 'no-report',
    rule: 'report-mismatch',
    message: `${runner}’s report and that of the gate’s own reporter contradict each other${shown && ` (${shown})`}: something wrote to them beside ${runner}. Take out what reaches for the test runner or its reports.`,
  };
}

function line(file: string, titles: readonly string[], status: string): string {
  return `${nameOfTest(file, titles)}: ${statusOf(status)}`;
}

/** What one list has more often than the other. */
function difference(one: readonly string[], other: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const item of one) counts.set(item, (counts.get(item) ?? 0) + 1);
  for (const item of other) counts.set(item, (counts.get(item) ?? 0) - 1);
  return [...counts].filter(([, count]) => count !== 0).map(([item]) => item);
}

/** How often each test ran again, by file and titles; only those that did. */
export function retriesOf(told: ToldTests): ReadonlyMap<string, number> {
  return new Map(
    told.tests
      .filter(({ retries }) => retries > 0)
      .map(({ file, titles, retries }) => [nameOfTest(file, titles), retries]),
  );
}
