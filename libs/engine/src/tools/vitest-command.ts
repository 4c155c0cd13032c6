import { fileURLToPath } from 'node:url';
import { unreachable } from '@quality-gates/contract';
import semver from 'semver';
import type { Command } from '../process/command.js';
import { type CoverageDefaults, globsFor } from './coverage-defaults.js';
import { shellLine } from './reproduce.js';
import { anchoredTitles } from './test-titles.js';
import type { ResolvedTool, TestSelection, TestWish, ToolPlace } from './tool.js';
import { coverageOf, extrasOf, testsOf } from './vitest-reports.js';

export type VitestSetup = {
  /** The base's own options, kept from the script that calls Vitest. */
  options: string[];
  providers: ('v8' | 'istanbul')[];
  /** What to measure where the base does not say. */
  coverageDefaults: CoverageDefaults;
};

const REPORTER = fileURLToPath(new URL('../../bin/vitest-reporter.mjs', import.meta.url));
/** Whatever the configuration says: failures count the first time, nothing is rewritten, nothing passes by itself. */
const NO_EMPTY_PASS = [
  '--bail=0',
  '--retry=0',
  '--allowOnly=false',
  '--passWithNoTests=false',
  '--dangerouslyIgnoreUnhandledErrors=false',
  // `--update=false` is taken for true by Vitest 4.1.
  '--no-update',
];
const THRESHOLDS = ['lines', 'functions', 'branches', 'statements'];

/** The call of Vitest that runs these tests, with the base's own options. */
export function vitestCommand(
  tool: ResolvedTool,
  setup: VitestSetup,
  place: ToolPlace,
  wish: TestWish,
): Command {
  const { selection } = wish;
  const named = selection.kind === 'only' && selection.titles.length > 0;
  const args = [
    ...selected(selection),
    // Where no test is named, none is left out by its name.
    ...(named ? [] : ['--testNamePattern=^']),
    ...setup.options,
    '--reporter=json',
    `--outputFile.json=${testsOf(place)}`,
    `--reporter=${REPORTER}`,
    ...NO_EMPTY_PASS,
    ...(semver.gte(tool.version, '3.0.0') ? ['--includeTaskLocation'] : []),
    ...(wish.coverage ? measured(tool, setup, place, wish.coverage) : ['--coverage.enabled=false']),
  ];
  return tool.command(args, { CI: 'true', NO_COLOR: '1', QUALITY_GATES_REPORT: extrasOf(place) });
}

/** The line that a person types to see the same. */
export function reproduceVitest(
  setup: VitestSetup,
  { selection, coverage }: { selection: TestSelection; coverage: boolean },
): string {
  return shellLine(
    'npx',
    'vitest',
    ...selected(selection),
    ...setup.options,
    ...(coverage ? ['--coverage.enabled'] : []),
  );
}

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
