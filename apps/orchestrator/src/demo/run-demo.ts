import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Coordinator } from '@quality-gates/contract';
import pc from 'picocolors';
import { git } from '../agents/git.js';
import { embeddedCoordinator, remoteCoordinator } from './coordinator.js';
import { makeFixtureRepository } from './fixture-repository.js';
import { moralOf, type Promised } from './moral.js';
import { openOrchestrator } from './orchestrator.js';
import { Narrator } from './printing/narrator.js';
import type { Screen } from './printing/screen.js';
import { duration } from './printing/words.js';
import { wrap } from './printing/wrap.js';
import { playStory } from './story.js';
import { makeTemporaryDirectory } from './temporary-directory.js';

export interface DemoOptions {
  /** Through a coordinator process instead of the engine in this one. */
  http: boolean;
  /** Whether the repository stays to be looked at. */
  keep: boolean;
  signal: AbortSignal;
}

/** Plays the story in a temporary repository. @returns whether it went as told */
export async function runDemo(screen: Screen, { http, keep, signal }: DemoOptions): Promise<boolean> {
  const started = performance.now();
  screen.say('', pc.bold('  Quality Gates: three agents, one main'), '');

  await using home = await makeTemporaryDirectory({ keep });
  const repository = await makeFixtureRepository(home.path);
  const worktrees = join(home.path, 'worktrees');
  await mkdir(worktrees);
  await using judge = await (http ? remoteCoordinator(home.path) : embeddedCoordinator(home.path));
  signal.throwIfAborted();
  await using orchestrator = await openOrchestrator({ coordinator: judge.coordinator, worktrees });
  await introduce(screen, orchestrator.coordinator, judge.place);

  const narrator = new Narrator(screen);
  const chapters = await playStory({
    flow: orchestrator.flow,
    repository,
    signal,
    scene: (title) => screen.say('', `  ${pc.bold(title)}`, ''),
    tellOf: (agent) => narrator.of(agent),
  }).finally(() => screen.stop());

  const checks = chapters.flatMap(({ events }) => events).filter(({ type }) => type === 'judged');
  const moral = moralOf(chapters);
  const history = await git(repository, 'log', '--graph', '--format=%h %s (%an)', 'main');
  conclude(screen, history, moral);
  screen.say('', `  ${checks.length} checks in ${duration(performance.now() - started)}.`);
  if (keep) screen.say(`  The repository stays: git -C ${repository} log -p main`);
  screen.say('');
  return moral.every(({ kept }) => kept);
}

async function introduce(screen: Screen, coordinator: Coordinator, place: string): Promise<void> {
  const { status, engineVersion = 'unknown', sandbox = 'none', detail } = await coordinator.health();
  if (status !== 'ok') throw new Error(`The coordinator is not ready. ${detail ?? ''}`);
  screen.say(
    '  repository   a small calculator in TypeScript, with tsc, ESLint, Vitest and tsup',
    `  coordinator  ${place}`,
    `  engine       ${engineVersion}, sandbox ${sandbox}`,
  );
  if (sandbox !== 'none') return;
  const warning = detail ?? 'No sandbox: the code under test runs with your rights.';
  screen.say('', ...wrap(`  ! ${warning}`, screen.width).map((line) => pc.yellow(line)));
}

function conclude(screen: Screen, history: string, moral: readonly Promised[]): void {
  screen.say('', pc.bold('  What main holds now'), '', ...history.split('\n').map((line) => `  ${line}`));
  screen.say('', pc.bold('  What happened'), '');
  for (const { text, kept } of moral) {
    screen.say(kept ? `  ${pc.green('✔')} ${text}` : pc.red(`  ✖ not so: ${text}`));
  }
}
