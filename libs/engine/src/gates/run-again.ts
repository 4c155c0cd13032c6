import { unreachable } from '@quality-gates/contract';
import type { TestCase, TestReport, TestTool, ToolSetup } from '../tools/tool.js';
import type { UntoldEnd } from './could-not-tell.js';
import type { GateContext } from './gate.js';
import { emptyReports, runTests } from './run-tests.js';

/** What is run once more at most; beyond that nobody doubts that something is broken. */
const MAX_RERUN = 50;

/** What failed in a run: tests, and files that failed outside of their tests. */
export interface Failures {
  tests: readonly TestCase[];
  files: readonly string[];
}

export type Second =
  | { kind: 'told'; again: Failures; flipped: string[] }
  | { kind: 'crashed'; message: string }
  | { kind: 'untold'; end: UntoldEnd };

/** Runs what failed once more, alone, and says what failed again. */
export async function runAgain(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  first: Failures,
): Promise<Second> {
  const nothingFlipped: Second = { kind: 'told', again: first, flipped: [] };
  if (first.tests.length + first.files.length > MAX_RERUN) return nothingFlipped;
  await emptyReports(context);
  const files = [...new Set([...first.tests.map(({ file }) => file), ...first.files])];
  // A file that failed as a whole has no titles to name: then the files run as a whole.
  const titles = first.files.length > 0 ? [] : [...new Set(first.tests.map(({ title }) => title))];
  const second = await runTests(context, tool, setup, { selection: { kind: 'only', files, titles } });
  switch (second.kind) {
    case 'untold':
      return second;
    // Without a report nothing speaks against the first answer.
    case 'no-report':
      return nothingFlipped;
    case 'ran': {
      if (second.report.crashed !== undefined) return { kind: 'crashed', message: second.report.crashed };
      const again = failedAgain(first, second.report);
      const flipped = [
        ...first.tests.filter((test) => !again.tests.includes(test)).map(({ name }) => name),
        ...first.files.filter((file) => !again.files.includes(file)),
      ];
      return { kind: 'told', again, flipped };
    }
    default:
      return unreachable(second);
  }
}

/** Only what is seen to pass is taken for mended by itself. */
function failedAgain(first: Failures, { tests, errors, errorFiles }: TestReport): Failures {
  const named = (status: TestCase['status']) =>
    new Set(tests.filter((test) => test.status === status).map(({ name }) => name));
  const [passed, failed] = [named('passed'), named('failed')];
  const errorAnywhere = errors.length > 0 && errorFiles === undefined;
  return {
    tests: first.tests.filter(({ name }) => failed.has(name) || !passed.has(name)),
    files: first.files.filter(
      (file) =>
        errorAnywhere ||
        errorFiles?.includes(file) ||
        tests.some((test) => test.file === file && test.status === 'failed') ||
        !tests.some((test) => test.file === file && test.status === 'passed'),
    ),
  };
}
