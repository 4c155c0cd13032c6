import { finding, type Finding } from '@quality-gates/contract';
import { messageOfStack } from '../reports/stack.js';
import type { TestCase } from '../tools/tool.js';

const MAX_MESSAGE = 3000;

/** One finding for each failed test, at the line where it failed. */
export function testFindings(failed: readonly TestCase[]): Finding[] {
  return failed.map((test) => {
    const why =
      test.messages.map(messageOfStack).join('\n').slice(0, MAX_MESSAGE) || 'The tool gave no message.';
    return finding({
      rule: 'test-failed',
      severity: 'error',
      message: `${test.title}\n${why}`,
      file: test.file,
      ...(test.line && { range: { startLine: test.line, startColumn: test.column } }),
      context: test.name,
    });
  });
}
