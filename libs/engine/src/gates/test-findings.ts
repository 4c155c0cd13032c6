import { finding, type Finding } from '@quality-gates/contract';
import { messageOfStack } from '../reports/stack.js';
import type { TestCase } from '../tools/tool.js';

const MAX_MESSAGE = 3000;

const NO_NETWORK = /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN)\b/;
const NETWORK_MEND =
  '\nTests run without a network in the sandbox: fake what lies beyond the machine, or leave such tests out of this suite.';

/** One finding for each failed test, at the line where it failed. */
export function testFindings(failed: readonly TestCase[]): Finding[] {
  return failed.map((test) => {
    const why =
      test.messages.map(messageOfStack).join('\n').slice(0, MAX_MESSAGE) || 'The tool gave no message.';
    return finding({
      rule: 'test-failed',
      severity: 'error',
      message: `${test.title}\n${why}${NO_NETWORK.test(why) ? NETWORK_MEND : ''}`,
      file: test.file,
      ...(test.line && { range: { startLine: test.line, startColumn: test.column } }),
      context: test.name,
    });
  });
}
