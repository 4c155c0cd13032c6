import type { GateContext } from '../gate.js';
import { isCode, isConfiguration, isTestFile } from '../source-files.js';

const TEST_FOLDERS =
  /(^|\/)(tests?|specs?|e2e|testing|fixtures|__(tests|mocks|fixtures|snapshots)__|test-?(utils?|helpers?|support))\//;

/** Whether a file belongs to the tests: one of them, or what they alone use by its place. */
export function isTestSide(file: string): boolean {
  return !isConfiguration(file) && (isTestFile(file) || TEST_FOLDERS.test(file));
}

/** Every path of the tests at which the two trees differ. */
export function changedTestSide({ changed, deleted }: GateContext['change']): string[] {
  return [...changed, ...deleted].filter(isTestSide);
}

/** Code of the product at which the two trees differ. */
export function changedProduct({ changed, deleted }: GateContext['change']): string[] {
  return [...changed, ...deleted].filter((file) => isCode(file) && !isTestSide(file));
}
