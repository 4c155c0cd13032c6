import type { FindingDraft } from '@quality-gates/contract';
import { z } from 'zod';
import type { TestCase } from '../tools/tool.js';
import { plain } from './printable.js';
import { messageOfStack, placeInStack } from './stack.js';
import { nameOfTest, statusOf } from './test-names.js';
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

/**
 * Tests, each with the place where it failed, and files that failed without a failed test of theirs.
 *
 * @param retries how often a test ran again, by its file as the report names it, and its titles
 */
export function readJestJson(
  report: JestJson,
  root: TreeRoot,
  retries: ReadonlyMap<string, number> = new Map(),
): JestRead {
  const tests: TestCase[] = [];
  const fileErrors: FindingDraft[] = [];
  const failedFiles: string[] = [];
  for (const suite of report.testResults) {
    const file = treePath(suite.name, root) ?? suite.name;
    const own = suite.assertionResults.map((assertion) => {
      const test = testCase(assertion, file, root);
      const again = retries.get(nameOfTest(suite.name, titlesOf(assertion)));
      return again === undefined ? test : { ...test, retries: again };
    });
    tests.push(...own);
    if (suite.status === 'failed' && !own.some((test) => test.status === 'failed')) {
      failedFiles.push(file);
      fileErrors.push(fileError(file, plain(suite.message ?? ''), root));
    }
  }
  return { tests, fileErrors, failedFiles };
}

function testCase(assertion: z.infer<typeof Assertion>, file: string, root: TreeRoot): TestCase {
  const titles = titlesOf(assertion);
  const messages = (assertion.failureMessages ?? []).map((message) => plain(message));
  const thrown = messages.map((message) => placeInStack(message, root)).find((place) => place?.file === file);
  const declared = assertion.location;
  return {
    name: nameOfTest(file, titles),
    title: titles.join(' '),
    file,
    status: statusOf(assertion.status),
    messages,
    ...(thrown
      ? { line: thrown.line, column: thrown.column }
      : declared && { line: Math.max(1, declared.line), column: Math.max(1, declared.column) }),
  };
}

function titlesOf({ ancestorTitles, title }: z.infer<typeof Assertion>): string[] {
  return [...ancestorTitles, title].filter(Boolean);
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
