import type { StaticTest } from '../../sources/static-tests.js';
import type { JudgeFinding } from '../judge-finding.js';
import type { JudgeRule } from '../rules.js';
import type { PlacedTest } from './test-pairs.js';

/** What a test is called in a message. */
export function nameOf({ label, suites }: Pick<StaticTest, 'label' | 'suites'>): string {
  const name = [...suites.filter((suite) => suite !== undefined), label].join(' > ');
  return `The test "${name.length > 160 ? `${name.slice(0, 160)} …` : name}"`;
}

/** A finding at a test, or at a place of its own within it. */
export function findingAt(
  { side, test }: PlacedTest,
  rule: JudgeRule,
  message: string,
  place: { startLine: number; startColumn: number } = test.range,
): JudgeFinding {
  const { startLine, startColumn } = place;
  return {
    rule,
    message,
    file: side.path,
    range: { startLine, startColumn },
    context: `${test.label}:${place === test.range ? '' : String(startLine - test.range.startLine)}`,
  };
}
