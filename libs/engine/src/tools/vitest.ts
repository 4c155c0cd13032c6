import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unreachable } from '@quality-gates/contract';
import semver from 'semver';
import type { Project } from '../policy/project.js';
import { IstanbulJson, readIstanbul } from '../reports/istanbul.js';
import { JestJson, readJestJson } from '../reports/jest-json.js';
import { tailOf } from '../reports/printable.js';
import { readReport } from '../reports/report-file.js';
import { completeFindings } from '../reports/source-context.js';
import { treeDirectory } from '../reports/tree-path.js';
import { placeFileErrors, readUnhandledErrors, VitestExtras } from '../reports/vitest-extras.js';
import { type CoverageDefaults, coverageDefaults, globsFor } from './coverage-defaults.js';
import { shellLine } from './reproduce.js';
import { sortArguments } from './script-arguments.js';
import { anchoredTitles } from './test-titles.js';
import type { ResolvedTool, TestSelection, TestTool, TestWish, ToolPlace } from './tool.js';

export type VitestSetup = {
  /** The base's own options, kept from the script that calls Vitest. */
  options: string[];
  providers: ('v8' | 'istanbul')[];
  /** What to measure where the base does not say. */
  coverageDefaults: CoverageDefaults;
};

const REPORTER = fileURLToPath(new URL('../../bin/vitest-reporter.mjs', import.meta.url));
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
  '--passWithNoTests',
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
const THRESHOLDS = ['lines', 'functions', 'branches', 'statements'];

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

  command(tool, setup, place, wish) {
    const args = [
      ...selected(wish.selection),
      ...setup.options,
      '--reporter=json',
      `--outputFile.json=${testsOf(place)}`,
      `--reporter=${REPORTER}`,
      '--bail=0',
      ...(semver.gte(tool.version, '3.0.0') ? ['--includeTaskLocation'] : []),
      ...(wish.coverage ? measured(tool, setup, place, wish.coverage) : ['--coverage.enabled=false']),
    ];
    return tool.command(args, { CI: 'true', NO_COLOR: '1', QUALITY_GATES_VITEST_REPORT: extrasOf(place) });
  },

  async read(end, place) {
    const tests = await readReport(testsOf(place), JestJson);
    const extras = await readReport(extrasOf(place), VitestExtras);
    if (tests.kind === 'no-report' || extras.kind === 'no-report') {
      const why =
        tests.kind === 'no-report' ? tests.message : extras.kind === 'no-report' ? extras.message : '';
      return {
        kind: 'no-report',
        message: `Vitest ended with code ${end.code}; ${why}. ${tailOf(end.stdout, end.stderr)}`.trim(),
      };
    }
    const read = readJestJson(tests.value, place);
    const outside = readUnhandledErrors(extras.value, place);
    const inFiles = placeFileErrors(read.fileErrors, extras.value, place);
    const errors = await completeFindings([...inFiles, ...outside.drafts], place);
    return {
      kind: 'report',
      tests: read.tests,
      errors,
      ...(outside.crashed && { crashed: outside.crashed }),
    };
  },

  async readCoverage(place) {
    const report = await readReport(path.join(coverageOf(place), 'coverage-final.json'), IstanbulJson);
    const extras = await readReport(extrasOf(place), VitestExtras);
    if (report.kind === 'no-report')
      return { kind: 'no-report', message: `Vitest measured no coverage; ${report.message}.` };
    if (extras.kind === 'no-report')
      return { kind: 'no-report', message: `Vitest measured coverage, but ${extras.message}.` };
    const { provider, include, exclude } = extras.value.coverage;
    if (provider !== 'v8' && provider !== 'istanbul') {
      return {
        kind: 'no-report',
        message: `Coverage was measured by the provider "${provider}", which is none of Vitest's own.`,
      };
    }
    const root = treeDirectory(extras.value.root, place);
    const tests = extras.value.include;
    return {
      kind: 'report',
      files: readIstanbul(report.value, place),
      ...(root !== undefined &&
        include.length > 0 && { scope: { root, include, exclude: [...exclude, ...tests] } }),
    };
  },

  measuresCoverage: (setup) => setup.providers.length > 0,

  reproduce(setup, { selection, coverage }) {
    return shellLine(
      'npx',
      'vitest',
      ...selected(selection),
      ...setup.options,
      ...(coverage ? ['--coverage.enabled'] : []),
    );
  },
};

function selected(selection: TestSelection): string[] {
  switch (selection.kind) {
    case 'all':
      return ['run'];
    case 'related':
      return ['related', ...selection.files, '--run'];
    case 'only':
      return [
        'run',
        ...selection.files,
        ...(selection.titles.length > 0 ? [`--testNamePattern=${anchoredTitles(selection.titles)}`] : []),
      ];
    default:
      return unreachable(selection);
  }
}

function measured(
  tool: ResolvedTool,
  setup: VitestSetup,
  place: ToolPlace,
  asked: NonNullable<TestWish['coverage']>,
): string[] {
  const globs = globsFor(setup.coverageDefaults, asked);
  const [provider] = setup.providers;
  return [
    '--coverage.enabled=true',
    ...(setup.providers.length === 1 ? [`--coverage.provider=${provider}`] : []),
    '--coverage.reporter=json',
    `--coverage.reportsDirectory=${coverageOf(place)}`,
    '--coverage.reportOnFailure=true',
    ...(semver.lt(tool.version, '4.0.0') ? ['--coverage.all=true'] : []),
    // The policy decides what suffices; the reporter puts the other kinds of thresholds out of force.
    ...THRESHOLDS.map((threshold) => `--coverage.thresholds.${threshold}=0`),
    ...globs.include.map((glob) => `--coverage.include=${glob}`),
    ...globs.exclude.map((glob) => `--coverage.exclude=${glob}`),
  ];
}

function providersOf(project: Project): VitestSetup['providers'] {
  return (['v8', 'istanbul'] as const).filter((provider) =>
    project.dependsOn(`@vitest/coverage-${provider}`),
  );
}

const testsOf = (place: ToolPlace) => path.join(place.reports, 'vitest.json');
const extrasOf = (place: ToolPlace) => path.join(place.reports, 'vitest-run.json');
const coverageOf = (place: ToolPlace) => path.join(place.reports, 'coverage');
