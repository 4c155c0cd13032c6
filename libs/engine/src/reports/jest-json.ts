import type { FindingDraft } from '@quality-gates/contract';
import { z } from 'zod';
import type { TestCase } from '../tools/tool.js';
import { plain } from './printable.js';
import { messageOfStack, placeInStack } from './stack.js';
import { treePath, type TreeRoot } from './tree-path.js';

const Assertion = z.object({
  ancestorTitles: z.array(z.string()),
  title: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
  location: z.object({ line: z.number(), column: z.number() }).nullish(),
});

/** What Jest writes with `--json`, and Vitest with its json reporter. */
export const JestJson = z.object({
  numTotalTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(Assertion),
    }),
  ),
});
export type JestJson = z.infer<typeof JestJson>;

export interface JestRead {
  tests: TestCase[];
  /** What is wrong with files that failed as a whole. */
  fileErrors: FindingDraft[];
  /** The test files that failed as a whole, wherever the cause lies. */
  failedFiles: string[];
}

const STATUS: Record<string, TestCase['status']> = { passed: 'passed', failed: 'failed' };

/** Tests, each with the place where it failed, and files that failed without a failed test of theirs. */
export function readJestJson(report: JestJson, root: TreeRoot): JestRead {
  const tests: TestCase[] = [];
  const fileErrors: FindingDraft[] = [];
  const failedFiles: string[] = [];
  for (const suite of report.testResults) {
    const file = treePath(suite.name, root) ?? suite.name;
    const own = suite.assertionResults.map((assertion) => testCase(assertion, file, root));
    tests.push(...own);
    if (suite.status === 'failed' && !own.some((test) => test.status === 'failed')) {
      failedFiles.push(file);
      fileErrors.push(fileError(file, plain(suite.message ?? ''), root));
    }
  }
  return { tests, fileErrors, failedFiles };
}

function testCase(assertion: z.infer<typeof Assertion>, file: string, root: TreeRoot): TestCase {
  const titles = [...assertion.ancestorTitles.filter(Boolean), assertion.title];
  const messages = (assertion.failureMessages ?? []).map((message) => plain(message));
  const thrown = messages.map((message) => placeInStack(message, root)).find((place) => place?.file === file);
  const declared = assertion.location;
  return {
    name: [file, ...titles].join(' > '),
    title: titles.join(' '),
    file,
    status: STATUS[assertion.status] ?? 'skipped',
    messages,
    ...(thrown
      ? { line: thrown.line, column: thrown.column }
      : declared && { line: Math.max(1, declared.line), column: Math.max(1, declared.column) }),
  };
}

function fileError(file: string, message: string, root: TreeRoot): FindingDraft {
  const place = placeInStack(message, root) ?? { file, line: undefined, column: undefined };
  return {
    rule: 'test-file-failed',
    severity: 'error',
    message: messageOfStack(message) || `${file} failed as a whole.`,
    file: place.file,
    ...(place.line && { range: { startLine: place.line, startColumn: place.column } }),
  };
}
