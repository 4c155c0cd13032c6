import type { GateContext } from '../gate.js';
import { isCode, isTestSide } from '../source-files.js';

/** Every path of the tests at which the two trees differ. */
export function changedTestSide({ changed, deleted }: GateContext['change']): string[] {
  return [...changed, ...deleted].filter(isTestSide);
}

/** Code of the product at which the two trees differ. */
export function changedProduct({ changed, deleted }: GateContext['change']): string[] {
  return [...changed, ...deleted].filter((file) => isCode(file) && !isTestSide(file));
}
