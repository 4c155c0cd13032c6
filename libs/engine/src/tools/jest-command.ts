import path from 'node:path';
import { unreachable } from '@quality-gates/contract';
import type { Command } from '../process/command.js';
import { globsFor, type CoverageDefaults } from './coverage-defaults.js';
import { coverageOf, testsOf } from './jest-reports.js';
import { shellLine } from './reproduce.js';
import { anchoredTitles } from './test-titles.js';
import type { ResolvedTool, TestSelection, TestWish, ToolPlace } from './tool.js';

export type JestSetup = {
  /** The base's own options, kept from the script that calls Jest. */
  options: string[];
  /** What to measure where the base does not say. */
  coverageDefaults: CoverageDefaults;
};

/** The call of Jest that runs these tests, with the base's own options. */
export function jestCommand(tool: ResolvedTool, setup: JestSetup, place: ToolPlace, wish: TestWish): Command {
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
