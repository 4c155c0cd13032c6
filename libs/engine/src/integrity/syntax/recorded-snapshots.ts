import type { Assertion, StaticTest } from '../../sources/static-tests.js';
import { isSnapshotOfFile } from './matchers.js';
import type { Sides } from './sides.js';
import { entriesOf, namesInSnapshots, testFileOf, type Entry } from './snapshot-entries.js';
import type { PlacedTest } from './test-pairs.js';

/**
 * Gives the assertions of a test of the base with the values that changed snapshot files recorded for them, so that
 * they can be held against values that the candidate writes out.
 */
export function withRecorded(sides: readonly Sides[]): (one: PlacedTest) => Assertion[] {
  const recorded = new Map<string, ReadonlyMap<string, Entry>>();
  for (const { path, previousPath, before } of sides) {
    const file = previousPath ?? path;
    if (before !== undefined && file.endsWith('.snap')) recorded.set(testFileOf(file), entriesOf(before));
  }
  return ({ side, test }) => {
    const entries = recorded.get(side.path);
    return entries === undefined ? test.assertions : filledIn(test, entries);
  };
}

/** The assertions of a test with what is recorded for them. Snapshots without a hint are numbered in their order. */
export function filledIn(test: StaticTest, entries: ReadonlyMap<string, Entry>): Assertion[] {
  const names = namesInSnapshots(test);
  let count = 0;
  return test.assertions.map((one) => {
    if (!isSnapshotOfFile(one.matcher) || one.expected.length > 0) return one;
    count += 1;
    const entry = names.map((name) => entries.get(`${name} ${count}`)).find((found) => found !== undefined);
    return entry === undefined ? one : { ...one, recorded: entry.text };
  });
}
