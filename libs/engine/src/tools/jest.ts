import { coverageDefaults } from './coverage-defaults.js';
import { jestExplanation } from './explanations/jest-explanation.js';
import { jestCommand, reproduceJest, type JestSetup } from './jest-command.js';
import { readJestCoverage, readJestTests } from './jest-reports.js';
import { sortArguments } from './sort-arguments.js';
import type { TestTool } from './tool.js';

const CONFIG = /^jest\.config\.([cm]?[jt]s|json)$/;
const KEPT = new Set([
  '-c',
  '--config',
  '--rootDir',
  '--roots',
  '--env',
  '--testEnvironment',
  '--preset',
  '--projects',
  '--selectProjects',
  '--testPathIgnorePatterns',
  '--testMatch',
  '--testRegex',
  '--testTimeout',
  '--transform',
]);
const KEPT_FLAGS = new Set(['--runInBand', '-i', '--injectGlobals', '--no-injectGlobals', '--resetModules']);
const DROPPED = new Set([
  '-t',
  '--testNamePattern',
  '--reporters',
  '--outputFile',
  '--coverageReporters',
  '--coverageDirectory',
  '--coverageThreshold',
  '--collectCoverageFrom',
  '--maxWorkers',
  '-w',
  '--shard',
  '--coverageProvider',
  '--changedSince',
]);

// Not called `jest`: that name is taken in every module that Jest loads.
export const jestRunner: TestTool<JestSetup> = {
  name: 'jest',
  package: 'jest',
  bin: 'jest',
  gate: 'test',
  configFiles: [
    '**/jest.config.{js,mjs,cjs,ts,mts,cts,json}',
    '**/jest.config.*.{js,mjs,cjs,ts,mts,cts,json}',
    '**/jest.setup.*',
    '**/babel.config.*',
    '**/.babelrc*',
    '**/.swcrc',
  ],

  async detect(project) {
    const args = project.scriptArguments('jest');
    const config = [...project.files].find((file) => CONFIG.test(file));
    const inManifest = project.manifest['jest'];
    if (!args && config === undefined && inManifest === undefined && !project.dependsOn('jest'))
      return undefined;
    const { options } = sortArguments(args ?? [], {
      valued: KEPT,
      flags: KEPT_FLAGS,
      droppedValued: DROPPED,
    });
    const text = `${config === undefined ? '' : await project.read(config)}\n${JSON.stringify(inManifest ?? {})}`;
    const measuresItself = text.includes('collectCoverageFrom');
    return {
      options,
      coverageDefaults: measuresItself ? { include: [], exclude: [] } : coverageDefaults(project, undefined),
    };
  },

  command: jestCommand,
  read: readJestTests,
  readCoverage: readJestCoverage,
  measuresCoverage: () => true,
  reproduce: reproduceJest,
  explanation: jestExplanation,
};
