import type { StaticTest } from '../../sources/static-tests.js';
import type { JudgeFinding } from '../judge-finding.js';
import { findingAt, nameOf } from './test-findings.js';
import type { PlacedTest, TestPairs } from './test-pairs.js';

/** How surely a test does not run, or does not fail. */
interface State {
  skipped: boolean;
  focused: boolean;
  inverted: boolean;
  conditional: boolean;
}

/** Tests that the candidate skips, focuses, inverts or puts under a condition, where the base did not. */
export function modifierChanges({ pairs, added }: TestPairs): JudgeFinding[] {
  return [
    ...pairs.flatMap(({ base, candidate }) => told(candidate, stateOf(base.test), stateOf(candidate.test))),
    ...added.flatMap((one) => told(one, NEW, ofAdded(one.test))),
  ];
}

const NEW: State = { skipped: false, focused: false, inverted: false, conditional: false };

function stateOf({ modifiers, leaves }: StaticTest): State {
  const has = (pattern: RegExp) => modifiers.some((modifier) => pattern.test(modifier));
  return {
    skipped: has(/^(skip|todo|fixme)$/) || leaves === 'always',
    focused: has(/^only$/),
    inverted: has(/^(fails|failing|fail)$/),
    conditional: has(/^(skipIf|runIf|if)$/) || leaves === 'conditionally',
  };
}

/** A test that is still to be written takes nothing away, nor does a new one that runs only somewhere. */
function ofAdded(test: StaticTest): State {
  const isPlan = test.callback === undefined || test.modifiers.includes('todo');
  return { ...stateOf(test), ...(isPlan && { skipped: false }), conditional: false };
}

function told(one: PlacedTest, before: State, now: State): JudgeFinding[] {
  const name = nameOf(one.test);
  if (now.focused && !before.focused) {
    return [
      findingAt(
        one,
        'test-focused',
        `${name} is focused, so no other test of its file runs. Take "only" away.`,
      ),
    ];
  }
  if (before.skipped) return [];
  if (now.skipped) {
    const how = one.test.leaves === 'always' ? 'ends before its assertions' : 'is skipped';
    return [
      findingAt(
        one,
        'test-skipped',
        `${name} ${how}, so it proves nothing. Let it run, and mend the code that it fails on.`,
      ),
    ];
  }
  if (now.inverted && !before.inverted) {
    return [
      findingAt(
        one,
        'test-inverted',
        `${name} now passes where its assertions fail. Take the modifier away, and mend the code.`,
      ),
    ];
  }
  if (now.conditional && !before.conditional) {
    return [
      findingAt(
        one,
        'test-conditional',
        `${name} now runs only under a condition, and can be made not to run. Let it run always; what it needs, let it arrange itself.`,
      ),
    ];
  }
  return [];
}
