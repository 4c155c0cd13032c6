import type { TestSelection } from '../tools/tool.js';
import type { GateContext } from './gate.js';
import { isCode } from './source-files.js';

const MAX_FOLLOWED = 200;

/**
 * Which tests a stage runs. Only a change of nothing but code can be followed through the module graph; what a
 * configuration, a manifest, a data file or a deletion reaches, nobody can tell, so everything runs.
 */
export function selectTests(
  { stage, change }: Pick<GateContext, 'stage' | 'change'>,
  measuresCoverage: boolean,
): TestSelection {
  const { changed, deleted } = change;
  const canBeFollowed =
    stage === 'pre-commit' &&
    !measuresCoverage &&
    deleted.length === 0 &&
    changed.length > 0 &&
    changed.length <= MAX_FOLLOWED &&
    changed.every(isCode);
  return canBeFollowed ? { kind: 'related', files: [...changed] } : { kind: 'all' };
}
