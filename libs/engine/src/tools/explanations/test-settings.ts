import { z } from 'zod';
import { collectDifferences, type Add } from './differences.js';
import type { EffectiveDifference } from '../tool.js';
import { compareSettings, type Meanings, type Settings } from './settings.js';

/** What a test runner's configuration comes to, as this package's own programs write it. */
export const TestSettings = z.object({
  global: z.record(z.string(), z.unknown()),
  projects: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** The files that it takes for tests. */
  testFiles: z.array(z.string()),
  /** The files of the tree for which it was asked. */
  sample: z.array(z.string()),
});
export type TestSettings = z.infer<typeof TestSettings>;

/** What tells one test runner from another. */
export interface RunnerSettings {
  runner: string;
  meanings: Meanings;
  /** Which of some files coverage counts. */
  measured: (global: Settings, files: readonly string[], projects: readonly Settings[]) => string[];
}

/** Compares by what the settings select and by what each means. */
export function compareTestSettings(
  { runner, meanings, measured }: RunnerSettings,
  before: unknown,
  after: unknown,
): EffectiveDifference {
  const differences = collectDifferences();
  const { add } = differences;
  const [old, now] = [TestSettings.parse(before), TestSettings.parse(after)];
  tellFiles(
    old.testFiles,
    now.testFiles,
    [`${runner} no longer takes % for tests`, `${runner} now takes % for tests`],
    add,
  );
  // Of files that one side has not, or takes for tests, coverage says nothing.
  const sources = old.sample.filter(
    (file) => now.sample.includes(file) && ![...old.testFiles, ...now.testFiles].includes(file),
  );
  const counted = ({ global, projects }: TestSettings) => measured(global, sources, Object.values(projects));
  tellFiles(counted(old), counted(now), ['coverage no longer counts %', 'coverage now counts %'], add);
  compareSettings(old.global, now.global, meanings, add);
  compareProjects(old.projects, now.projects, meanings, add);
  return differences.told();
}

function tellFiles(
  before: readonly string[],
  after: readonly string[],
  [gone, come]: readonly [string, string],
  add: Add,
): void {
  for (const file of before.filter((one) => !after.includes(one))) add('weaker', gone, file);
  for (const file of after.filter((one) => !before.includes(one))) add('stricter', come, file);
}

type Projects = TestSettings['projects'];

function compareProjects(before: Projects, after: Projects, meanings: Meanings, add: Add): void {
  const several = Object.keys({ ...before, ...after }).length > 1;
  for (const name of Object.keys({ ...before, ...after })) {
    const [old, now] = [before[name], after[name]];
    if (!now) add('other', 'the project % is gone', name);
    else if (!old) add('other', 'the project % is new', name);
    else
      compareSettings(old, now, meanings, (direction, text) =>
        several ? add(direction, `${text} in the project %`, name) : add(direction, text),
      );
  }
}
