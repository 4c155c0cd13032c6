import { Likeness } from './bags.js';
import type { StaticTest } from '../../sources/static-tests.js';
import type { ReadSides, Side } from './sides.js';

/** A test on one side of the change. */
export interface PlacedTest {
  side: Side;
  test: StaticTest;
}

export interface TestPairs {
  /** Tests that are on both sides, also under another name or in another file. */
  pairs: { base: PlacedTest; candidate: PlacedTest }[];
  /** Tests that only the candidate has. */
  added: PlacedTest[];
}

/** From here on, two bodies are versions of one test; shorter ones say too little. */
const ALIKE = 0.7;
const MIN_TOKENS = 12;

/**
 * Finds the tests of the base again: first by suites and title in the same file, then by the same body anywhere, by
 * title in other places, and at last by a body that is much alike.
 */
export function pairTests(files: readonly ReadSides[]): TestPairs {
  const pairs: TestPairs['pairs'] = [];
  const renamedTo = new Map(files.map(({ before, after }) => [before?.path, after?.path]));
  let base = files.flatMap(({ before }) => placed(before));
  let candidate = files.flatMap(({ after }) => placed(after));

  const match = (keyOf: (one: PlacedTest, isBase: boolean) => string | undefined): void => {
    const free = new Map<string, PlacedTest[]>();
    for (const one of base) {
      const key = keyOf(one, true);
      if (key !== undefined) free.set(key, [...(free.get(key) ?? []), one]);
    }
    const taken = new Set<PlacedTest>();
    candidate = candidate.filter((one) => {
      const key = keyOf(one, false);
      const counterpart = key === undefined ? undefined : free.get(key)?.shift();
      if (counterpart === undefined) return true;
      taken.add(counterpart);
      pairs.push({ base: counterpart, candidate: one });
      return false;
    });
    base = base.filter((one) => !taken.has(one));
  };
  const fileOf = ({ side }: PlacedTest, isBase: boolean) =>
    isBase ? (renamedTo.get(side.path) ?? side.path) : side.path;
  const named = ({ test }: PlacedTest) =>
    [...test.suites.map((suite) => suite ?? '?'), test.label].join('\0');

  match((one, isBase) => [fileOf(one, isBase), named(one), one.test.digest].join('\0'));
  match((one, isBase) => [fileOf(one, isBase), named(one)].join('\0'));
  match(({ test }) => (test.tokens.length >= MIN_TOKENS ? [test.label, test.digest].join('\0') : undefined));
  match(({ test }) => (test.tokens.length >= MIN_TOKENS ? test.digest : undefined));
  match(named);
  match((one, isBase) => [fileOf(one, isBase), one.test.label].join('\0'));

  const likeness = new Likeness<StaticTest>(({ tokens }) => tokens);
  const free = new Set(base);
  candidate = candidate.filter((one) => {
    const best = mostAlike(one, free, likeness, (other) => fileOf(other, true) === fileOf(one, false));
    if (best === undefined) return true;
    free.delete(best);
    pairs.push({ base: best, candidate: one });
    return false;
  });
  return { pairs, added: candidate };
}

function mostAlike(
  one: PlacedTest,
  free: ReadonlySet<PlacedTest>,
  likeness: Likeness<StaticTest>,
  isSameFile: (other: PlacedTest) => boolean,
): PlacedTest | undefined {
  if (one.test.tokens.length < MIN_TOKENS) return undefined;
  let best: { other: PlacedTest; score: number } | undefined;
  for (const other of free) {
    if (other.test.tokens.length < MIN_TOKENS) continue;
    const alike = likeness.of(one.test, other.test);
    const score = alike + (isSameFile(other) ? 0.01 : 0);
    if (alike >= ALIKE && score > (best?.score ?? 0)) best = { other, score };
  }
  return best?.other;
}

function placed(side: Side | undefined): PlacedTest[] {
  return side === undefined ? [] : side.tests.map((test) => ({ side, test }));
}
