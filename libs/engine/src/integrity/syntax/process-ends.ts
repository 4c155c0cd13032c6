import type { Use } from './named-uses.js';
import type { Occurrence } from './occurrence.js';
import { isProduct, isProgram, type AboutFiles, type Side } from './sides.js';
import { occurrenceAt } from './surroundings.js';

const ENDS = /^process\.(exit|abort|kill|reallyExit)(\.(call|apply|bind))?$/;

/** Modules and tests that end the process. Programs may: nothing that judges runs inside them. */
export function processEnds(side: Side, uses: readonly Use[], about: AboutFiles): Occurrence[] {
  if (!side.isTest && (!isProduct(side) || isProgram(side, about))) return [];
  return uses
    .filter(({ path, role }) => {
      if (!ENDS.test(path) || role === 'assigned' || role === 'spied') return false;
      // A test may name what it watches: `expect(process.exit).toHaveBeenCalled()`.
      return !side.isTest || role === 'called';
    })
    .map(({ path, node }) =>
      occurrenceAt(side, node, {
        rule: 'process-ended',
        kind: path,
        message: `"${path}" can end the run that judges this code before it has failed. Throw an error, or return what happened, and let the program itself decide to end.`,
      }),
    );
}
