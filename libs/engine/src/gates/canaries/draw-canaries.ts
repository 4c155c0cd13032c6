import type { TestReport } from '../../tools/tool.js';
import { addedCanary } from './added-canary.js';
import type { Canary } from './canary.js';
import type { Chance } from './chance.js';
import type { TestFile } from './choose-files.js';
import { turnableTests, type TurnableTest } from './turnable-tests.js';

/**
 * Turns every test that can be turned, one expectation of each by chance. They keep their titles: code that helps
 * certain tests to pass knows them by name. Beside them one test with a title that nobody knows is added, for code
 * that tells what it remembers: in the last of several files, so that it warns nobody in the others; alone where no
 * test can be turned.
 */
export function drawCanaries(
  files: readonly TestFile[],
  { tests }: Pick<TestReport, 'tests'>,
  pick: Chance,
): Canary[] {
  const turned = files.map((file) => turnableTests(file, tests, pick).map((test) => canaryOf(test, pick)));
  const strangers = files.filter((_, index) => turned[index]?.length !== 0).slice(1);
  const isEmpty = turned.every(({ length }) => length === 0);
  return [...turned.flat(), ...addedCanary(isEmpty ? files : strangers.slice(-1), pick)];
}

function canaryOf({ file, title, turns }: TurnableTest, pick: Chance): Canary {
  const turn = turns[pick(turns.length)] ?? turns[0];
  if (!turn) throw new RangeError('A test that can be turned has an expectation that can be turned.');
  return { file, title, line: turn.line, edit: turn.edit };
}
