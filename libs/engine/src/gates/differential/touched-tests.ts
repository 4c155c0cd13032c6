import type { GateContext } from '../gate.js';
import { isTestFile } from '../source-files.js';
import { reachingFiles } from '../canaries/reaching-files.js';
import { treesOf } from './trees.js';

/** Beyond so many files nobody reads on; those that were edited themselves come first. */
const MAX_FILES = 100;
/** More helpers and data than these are not followed to the tests that use them: all tests run. */
const MAX_FOLLOWED = 20;
const SNAPSHOT = /(?:^|(?<=\/))__snapshots__\/([^/]+)\.snap$/;

/**
 * The test files of the base that read otherwise now, or that stand on something of the tests that does: helpers, data,
 * snapshots. By their path in the base; the value is their path now.
 *
 * @param ofTests what the two trees differ at of the tests: {@link changedForTests}
 */
export async function touchedTestFiles(
  context: GateContext,
  ofTests: readonly string[],
): Promise<Map<string, string>> {
  const { change, ofBase, place } = context;
  const files = [...new Set((ofBase?.tests ?? []).map(({ file }) => file))];
  const isHere = (file: string) => change.renamed.has(file) || place.files.has(file);
  const edited = await changedOf(context, files);
  const resting = await restingOnChanged(
    context,
    ofTests,
    files.filter((file) => !edited.includes(file) && isHere(file)),
  );
  const touched = [...edited.filter(isHere), ...resting].slice(0, MAX_FILES);
  return new Map(touched.map((file) => [file, change.renamed.get(file) ?? file]));
}

/** Those of the paths of the base whose text is another now. */
async function changedOf(context: GateContext, paths: readonly string[]): Promise<string[]> {
  const { change } = context;
  const maybe = new Set([...change.changed, ...change.deleted]);
  const found: string[] = [];
  for (const path of paths.filter((one) => maybe.has(one))) {
    const [before, now] = [
      await context.readBase(path),
      await context.readCandidate(change.renamed.get(path) ?? path),
    ];
    if (before !== undefined && before !== now) found.push(path);
  }
  return found;
}

/** What no import leads to is read from the disk, by nobody knows which test. */
async function restingOnChanged(
  context: GateContext,
  ofTests: readonly string[],
  files: readonly string[],
): Promise<readonly string[]> {
  const beside = ofTests.filter((path) => !isTestFile(path) || SNAPSHOT.test(path));
  const support = await changedOf(context, beside);
  if (support.length === 0 || files.length === 0) return [];
  if (support.length > MAX_FOLLOWED) return files;
  const { laid } = treesOf(context);
  const read = (path: string) => laid.read(path);
  const all = new Set([...laid.files, ...support]);
  const found = new Set<string>();
  for (const path of support) {
    const ofSnapshot = path.replace(SNAPSHOT, '$1');
    const reaching =
      ofSnapshot === path ? await reachingFiles(files, new Set([path]), all, read) : new Set([ofSnapshot]);
    if (reaching.size === 0) return files;
    for (const file of reaching) found.add(file);
  }
  return files.filter((file) => found.has(file));
}
