import { z } from 'zod';
import type { Explanation, ToolSetup } from '../tool.js';
import { collectDifferences, type Add } from './differences.js';
import { explainBy, readExplanation } from './helper.js';
import { compareCompilerOptions } from './tsc-options.js';

const TscProject = z.object({
  compilerOptions: z.record(z.string(), z.unknown()),
  /** What the configuration itself selects; what those files import comes on top. */
  files: z.array(z.string()),
});
type TscProject = z.infer<typeof TscProject>;

const TscSettings = z.object({ version: z.string(), projects: z.record(z.string(), TscProject) });

/** @param projectsOf the tsconfig files, or folders that hold one, that a setup speaks of */
export function tscExplanation<S extends ToolSetup>(projectsOf: (setup: S) => string[]): Explanation<S> {
  return {
    command(tool, setup, place) {
      const { file, args } = tool.command([]);
      const request = { program: [file, ...args], version: tool.version, projects: projectsOf(setup) };
      return explainBy('tsc', place, { request });
    },

    read: (end, place) => readExplanation(end, place, TscSettings),

    compare(before, after) {
      const differences = collectDifferences();
      const { add } = differences;
      const [old, now] = [TscSettings.parse(before), TscSettings.parse(after)];
      for (const config of Object.keys({ ...old.projects, ...now.projects })) {
        const [was, is] = [old.projects[config], now.projects[config]];
        if (!is) add('weaker', 'the project % is no longer checked', config);
        else if (!was) add('stricter', 'the project % is checked besides', config);
        else compareProjects(config, was, is, old.version, add);
      }
      return differences.told();
    },
  };
}

function compareProjects(
  config: string,
  before: TscProject,
  after: TscProject,
  version: string,
  add: Add,
): void {
  for (const file of before.files.filter((one) => !after.files.includes(one)))
    add('weaker', `${config} no longer selects %`, file);
  for (const file of after.files.filter((one) => !before.files.includes(one)))
    add('stricter', `${config} now selects %`, file);
  compareCompilerOptions(before.compilerOptions, after.compilerOptions, version, (direction, text) =>
    add(direction, `${text} in %`, config),
  );
}
