import { z } from 'zod';
import { collectDifferences, type Add } from './differences.js';
import type { EffectiveDifference } from '../tool.js';
import { compareSettings, type Meanings } from './settings.js';

/** What a test runner's configuration comes to, as this package's own programs write it. */
export const TestSettings = z.object({
  global: z.record(z.string(), z.unknown()),
  projects: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** The files that it takes for tests. */
  testFiles: z.array(z.string()),
});
export type TestSettings = z.infer<typeof TestSettings>;

/** Compares by what the settings select and by what each means. */
export function compareTestSettings(
  runner: string,
  before: unknown,
  after: unknown,
  meanings: Meanings,
): EffectiveDifference {
  const differences = collectDifferences();
  const { add } = differences;
  const [old, now] = [TestSettings.parse(before), TestSettings.parse(after)];
  for (const file of old.testFiles.filter((one) => !now.testFiles.includes(one)))
    add('weaker', `${runner} no longer takes % for tests`, file);
  for (const file of now.testFiles.filter((one) => !old.testFiles.includes(one)))
    add('stricter', `${runner} now takes % for tests`, file);
  compareSettings(old.global, now.global, meanings, add);
  compareProjects(old.projects, now.projects, meanings, add);
  return differences.told();
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
