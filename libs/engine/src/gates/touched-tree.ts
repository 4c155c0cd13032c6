import type { JudgeFinding } from '../integrity/judge-finding.js';
import type { GateContext } from './gate.js';

const MAX_FINDINGS = 20;

/**
 * Files of the tree that were touched while the tests ran, and are left alone on the base: other tests may have run, or
 * on other data, than the tree has. A first change is held against nothing.
 */
export function touchedTree({ ofBase }: GateContext, touched: readonly string[]): JudgeFinding[] {
  if (ofBase === undefined) return [];
  const onBase = new Set(ofBase.touched);
  return touched
    .filter((file) => !onBase.has(file))
    .slice(0, MAX_FINDINGS)
    .map((file) => ({
      rule: 'tree-touched',
      file,
      message: `${file} was written, replaced or taken away while the tests ran, so what ran is not what the tree has. Let code and tests write to temporary directories alone.`,
    }));
}
