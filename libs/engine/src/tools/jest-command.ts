import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unreachable } from '@quality-gates/contract';
import type { Command } from '../process/command.js';
import { globsFor, type CoverageDefaults } from './coverage-defaults.js';
import { coverageOf, testsOf, toldOf } from './jest-reports.js';
import { shellLine } from './reproduce.js';
import { anchoredTitles } from './test-titles.js';
import type { ResolvedTool, TestSelection, TestWish, ToolPlace } from './tool.js';

const REPORTER = fileURLToPath(new URL('../../bin/jest-reporter.mjs', import.meta.url));

export type JestSetup = {
  /** The base's own options, kept from the script that calls Jest. */
  options: string[];
  /** What to measure where the base does not say. */
  coverageDefaults: CoverageDefaults;
};

/** The call of Jest that runs these tests, with the base's own options. */
export function jestCommand(tool: ResolvedTool, setup: JestSetup, place: ToolPlace, wish: TestWish): Command {
  const { selection } = wish;
  const named = selection.kind === 'only' && selection.titles.length > 0;
  const args = [
    ...setup.options,
    // Where no test is named, none is left out by its name.
    ...(named ? [] : ['--testNamePattern=^']),
    '--json',
    `--outputFile=${testsOf(place)}`,
    '--testLocationInResults',
    `--reporters=${REPORTER}`,
    '--ci',
    '--bail=0',
    `--passWithNoTests=${selection.kind === 'related'}`,
    '--watchAll=false',
    ...(wish.endsWithReport ? ['--forceExit'] : []),
    '--color=false',
    `--cacheDirectory=${path.join(place.reports, 'jest-cache')}`,
    ...(wish.coverage ? measured(setup, place, wish.coverage) : ['--coverage=false']),
    ...selected(selection),
  ];
  return tool.command(args, { CI: 'true', NODE_ENV: 'test', QUALITY_GATES_REPORT: toldOf(place) });
}

/** The line that a person types to see the same. */
export function reproduceJest(
  setup: JestSetup,
  { selection, coverage }: { selection: TestSelection; coverage: boolean },
): string {
  return shellLine(
    'npx',
    'jest',
    ...setup.options,
    ...(coverage ? ['--coverage'] : []),
    ...selected(selection),
  );
}

function selected(selection: TestSelection): string[] {
  switch (selection.kind) {
    case 'all':
      return [];
    case 'related':
      return ['--findRelatedTests', ...selection.files];
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
