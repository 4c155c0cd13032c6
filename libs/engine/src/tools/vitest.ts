import type { Project } from '../policy/project.js';
import { coverageDefaults } from './coverage-defaults.js';
import { vitestExplanation } from './explanations/vitest-explanation.js';
import { LOADED_BY_VITE } from './loaded-by-vite.js';
import { sortArguments } from './sort-arguments.js';
import type { TestTool } from './tool.js';
import { reproduceVitest, vitestCommand, type VitestSetup } from './vitest-command.js';
import { readVitestCoverage, readVitestTests } from './vitest-reports.js';

const KEPT = new Set([
  '-c',
  '--config',
  '-r',
  '--root',
  '--dir',
  '--project',
  '--environment',
  '--pool',
  '--mode',
  '--workspace',
  '--exclude',
  '--testTimeout',
  '--test-timeout',
  '--hookTimeout',
  '--hook-timeout',
]);
const KEPT_FLAGS = new Set([
  '--globals',
  '--no-isolate',
  '--no-file-parallelism',
  '--no-threads',
  '--single-thread',
  '--dom',
]);
const DROPPED = new Set([
  '--reporter',
  '--outputFile',
  '-t',
  '--testNamePattern',
  '--shard',
  '--retry',
  '--bail',
  '--maxWorkers',
  '--minWorkers',
]);
export const vitest: TestTool<VitestSetup> = {
  name: 'vitest',
  package: 'vitest',
  bin: 'vitest',
  gate: 'test',
  configFiles: [
    '**/vitest.config.{js,mjs,cjs,ts,mts,cts}',
    '**/vitest.config.*.{js,mjs,cjs,ts,mts,cts}',
    '**/vitest.workspace.{js,mjs,cjs,ts,mts,cts,json}',
    '**/vitest.projects.{js,mjs,cjs,ts,mts,cts,json}',
    '**/vite.config.{js,mjs,cjs,ts,mts,cts}',
    ...LOADED_BY_VITE,
  ],

  async detect(project) {
    const args = project.scriptArguments('vitest');
    const config = [...project.files]
      .filter((file) => /^(vitest|vite)\.config\.[cm]?[jt]s$/.test(file))
      .sort();
    const own = config.some((file) => file.startsWith('vitest.'));
    if (!args && !own && !project.dependsOn('vitest')) return undefined;
    const { options } = sortArguments(args ?? [], {
      valued: KEPT,
      flags: KEPT_FLAGS,
      droppedValued: DROPPED,
    });
    const named = config.find((file) => file.startsWith('vitest.')) ?? config[0];
    const text = named === undefined ? undefined : await project.read(named);
    return { options, providers: providersOf(project), coverageDefaults: coverageDefaults(project, text) };
  },

  command: vitestCommand,
  read: readVitestTests,
  readCoverage: readVitestCoverage,
  measuresCoverage: (setup) => setup.providers.length > 0,
  reproduce: reproduceVitest,
  explanation: vitestExplanation,
};

function providersOf(project: Project): VitestSetup['providers'] {
  return (['v8', 'istanbul'] as const).filter((provider) =>
    project.dependsOn(`@vitest/coverage-${provider}`),
  );
}
