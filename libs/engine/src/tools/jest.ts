import path from 'node:path';
import { unreachable } from '@quality-gates/contract';
import { IstanbulJson, readIstanbul } from '../reports/istanbul.js';
import { JestJson, readJestJson } from '../reports/jest-json.js';
import { tailOf } from '../reports/printable.js';
import { readReport } from '../reports/report-file.js';
import { completeFindings } from '../reports/source-context.js';
import { coverageDefaults, globsFor, type CoverageDefaults } from './coverage-defaults.js';
import { shellLine } from './reproduce.js';
import { sortArguments } from './script-arguments.js';
import { anchoredTitles } from './test-titles.js';
import type { TestSelection, TestTool, TestWish, ToolPlace } from './tool.js';

export type JestSetup = {
  /** The base's own options, kept from the script that calls Jest. */
  options: string[];
  /** What to measure where the base does not say. */
  coverageDefaults: CoverageDefaults;
};

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
const WORKER_DIED =
  /jest worker process .*was terminated|Jest worker encountered \d+ child process exceptions|worker process has (crashed|failed)/i;

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

  command(tool, setup, place, wish) {
    const args = [
      ...setup.options,
      '--json',
      `--outputFile=${testsOf(place)}`,
      '--testLocationInResults',
      '--ci',
      '--bail=0',
      '--watchAll=false',
      '--color=false',
      `--cacheDirectory=${path.join(place.reports, 'jest-cache')}`,
      ...(wish.coverage ? measured(setup, place, wish.coverage) : ['--coverage=false']),
      ...selected(wish.selection),
    ];
    return tool.command(args, { CI: 'true', NODE_ENV: 'test' });
  },

  async read(end, place) {
    const report = await readReport(testsOf(place), JestJson);
    if (report.kind === 'no-report') {
      // Jest writes no report where it finds no test.
      if (end.code === 1 && /No tests found, exiting with code 1/.test(end.stdout + end.stderr))
        return { kind: 'report', tests: [], errors: [] };
      return {
        kind: 'no-report',
        message:
          `Jest ended with code ${end.code}; ${report.message}. ${tailOf(end.stdout, end.stderr)}`.trim(),
      };
    }
    const { tests, fileErrors } = readJestJson(report.value, place);
    const died = fileErrors.find(({ message }) => WORKER_DIED.test(message));
    return {
      kind: 'report',
      tests,
      errors: await completeFindings(fileErrors, place),
      ...(died && { crashed: died.message }),
    };
  },

  async readCoverage(place) {
    const report = await readReport(path.join(coverageOf(place), 'coverage-final.json'), IstanbulJson);
    if (report.kind === 'no-report')
      return { kind: 'no-report', message: `Jest measured no coverage; ${report.message}.` };
    return { kind: 'report', files: readIstanbul(report.value, place) };
  },

  measuresCoverage: () => true,

  reproduce: (setup, { selection, coverage }) =>
    shellLine('npx', 'jest', ...setup.options, ...(coverage ? ['--coverage'] : []), ...selected(selection)),
};

function selected(selection: TestSelection): string[] {
  switch (selection.kind) {
    case 'all':
      return [];
    case 'related':
      return ['--passWithNoTests', '--findRelatedTests', ...selection.files];
    case 'only': {
      const titles =
        selection.titles.length > 0 ? [`--testNamePattern=${anchoredTitles(selection.titles)}`] : [];
      return [...titles, '--runTestsByPath', ...selection.files];
    }
    default:
      return unreachable(selection);
  }
}

function measured(setup: JestSetup, place: ToolPlace, asked: NonNullable<TestWish['coverage']>): string[] {
  const globs = globsFor(setup.coverageDefaults, asked);
  return [
    '--coverage',
    '--coverageReporters=json',
    `--coverageDirectory=${coverageOf(place)}`,
    '--coverageThreshold={}',
    ...globs.include.map((glob) => `--collectCoverageFrom=${glob}`),
    ...(globs.include.length > 0 ? globs.exclude.map((glob) => `--collectCoverageFrom=!${glob}`) : []),
  ];
}

const testsOf = (place: ToolPlace) => path.join(place.reports, 'jest.json');
const coverageOf = (place: ToolPlace) => path.join(place.reports, 'coverage');
