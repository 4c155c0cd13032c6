import picomatch from 'picomatch';
import { z } from 'zod';
import type { Settings } from './settings.js';

const globs = z.array(z.string()).catch([]);
const VitestCoverage = z.object({
  coverage: z.object({ include: globs, exclude: globs }).catch({ include: [], exclude: [] }),
});
const JestCoverage = z.object({ collectCoverageFrom: globs });
const JestProject = z.object({ coveragePathIgnorePatterns: globs });

/** Which of some files Vitest's settings let coverage count, where a test loads them. */
export function measuredByVitest(global: Settings, files: readonly string[]): string[] {
  const { include, exclude } = VitestCoverage.parse(global).coverage;
  const included = include.length > 0 ? picomatch(include, { dot: true }) : () => true;
  const excluded = picomatch(exclude, { dot: true, contains: true });
  return files.filter((file) => included(file) && !excluded(file));
}

/** The same for Jest: a later glob outranks the earlier ones. */
export function measuredByJest(
  global: Settings,
  files: readonly string[],
  projects: readonly Settings[],
): string[] {
  const { collectCoverageFrom } = JestCoverage.parse(global);
  const ignored = projects
    .flatMap((project) => JestProject.parse(project).coveragePathIgnorePatterns)
    .map((pattern) => new RegExp(pattern));
  return files.filter((file) => {
    let counts = collectCoverageFrom.length === 0;
    for (const glob of collectCoverageFrom) {
      const negated = glob.startsWith('!');
      if (picomatch(negated ? glob.slice(1) : glob, { dot: true })(file)) counts = !negated;
    }
    return counts && !ignored.some((pattern) => pattern.test(`/${file}`));
  });
}
