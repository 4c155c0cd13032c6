import { staticTests, type StaticTest } from '../../sources/static-tests.js';
import type { JudgeFinding } from '../judge-finding.js';
import { isWrittenOut } from './implied/written-out.js';
import type { AboutFiles, Sides } from './sides.js';
import { filledIn } from './recorded-snapshots.js';
import { entriesOf, namesInSnapshots, testFileOf, type Entry } from './snapshot-entries.js';

const SNAPSHOT = /(^|\/)(?:__snapshots__\/)?([^/]+)\.snap$/;

/** Entries of snapshot files that say something else, or are gone while their test stays. */
export function rewrittenSnapshots(sides: readonly Sides[], about: AboutFiles): JudgeFinding[] {
  return sides.flatMap((one) => {
    if (one.before === undefined || !SNAPSHOT.test(one.path)) return [];
    const before = entriesOf(one.before);
    const after = one.after === undefined ? new Map<string, Entry>() : entriesOf(one.after);
    const stays = testsOf(one, before, sides, about);
    return [...before].flatMap(([name, { text }]): JudgeFinding[] => {
      const now = after.get(name);
      if (now?.text === text || (now === undefined && !stays(name, text))) return [];
      return [
        {
          rule: 'snapshot-rewritten',
          file: one.path,
          range: { startLine: now?.line ?? 1 },
          context: name,
          message:
            now === undefined
              ? `The snapshot "${name}" is gone while its test is still there, so the test accepts whatever the code prints. Bring it back.`
              : `The snapshot "${name}" says something else than on the base. If the output is meant to change, the orchestrator says so by a waiver; else mend the code.`,
        },
      ];
    });
  });
}

/**
 * Whether a snapshot is still asked for: its file of tests is there and registers a test of that name, as far as can be
 * told, and that does not write out itself what was recorded.
 */
function testsOf(
  { path }: Sides,
  entries: ReadonlyMap<string, Entry>,
  sides: readonly Sides[],
  about: AboutFiles,
): (snapshot: string, text: string) => boolean {
  const testPath = testFileOf(path);
  const changed = sides.find((one) => one.path === testPath || one.previousPath === testPath);
  if (changed === undefined) return () => about.candidatePaths.has(testPath);
  if (changed.after === undefined) return () => false;
  const tests = byName(changed.path, changed.after);
  const before = byName(changed.previousPath ?? changed.path, changed.before ?? '');
  return (snapshot, text) => {
    const name = snapshot.replace(/ \d+$/, '');
    const [was, now] = [before.get(name), tests.get(name)];
    const asserted = was && filledIn(was, entries).find(({ recorded }) => recorded === text);
    if (asserted !== undefined && now !== undefined && isWrittenOut(asserted, now)) return false;
    return [...tests.keys()].some(
      (one) => name === one || name.startsWith(`${one}: `) || name.startsWith(`${one} > `),
    );
  };
}

function byName(path: string, text: string): Map<string, StaticTest> {
  return new Map(
    staticTests(path, text).flatMap((test) => namesInSnapshots(test).map((name) => [name, test] as const)),
  );
}
