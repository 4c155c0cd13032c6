import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { COORDINATOR } from '@quality-gates/nestjs';
import type { Coordinator } from '@quality-gates/contract';
import pc from 'picocolors';
import { git } from '../agents/git.js';
import { AppModule } from '../app.module.js';
import { CommitFlow } from '../commit-flow/commit-flow.service.js';
import { embeddedCoordinator, remoteCoordinator } from './coordinator.js';
import { makeFixtureRepository } from './fixture-repository.js';
import { moralOf } from './moral.js';
import { Narrator } from './printing/narrator.js';
import type { Screen } from './printing/screen.js';
import { duration } from './printing/words.js';
import { wrap } from './printing/wrap.js';
import { playStory } from './story.js';

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
  const root = await realpath(await mkdtemp(join(tmpdir(), 'quality-gates-demo-')));
  try {
    const repository = await makeFixtureRepository(root);
    const worktrees = join(root, 'worktrees');
    await mkdir(worktrees);
    screen.say('', pc.bold('  Quality Gates: three agents, one main'), '');

    const { coordinator, place, close } = await (http ? remoteCoordinator(root) : embeddedCoordinator(root));
    try {
      const app = await NestFactory.createApplicationContext(AppModule.forRoot({ coordinator, worktrees }), {
        logger: ['error', 'warn'],
        abortOnError: false,
      });
      try {
        await introduce(screen, app.get<Coordinator>(COORDINATOR), place);
        const narrator = new Narrator(screen);
        const chapters = await playStory({
          flow: app.get(CommitFlow),
          repository,
          signal,
          scene: (title) => screen.say('', `  ${pc.bold(title)}`, ''),
          tellOf: (agent) => narrator.of(agent),
        });
        screen.stop();
        const checks = chapters.flatMap(({ events }) => events).filter(({ type }) => type === 'judged');
        const moral = moralOf(chapters);
        screen.say(
          '',
          pc.bold('  What main holds now'),
          '',
          ...(await historyOf(repository)).map((line) => `  ${line}`),
          '',
          pc.bold('  What happened'),
          '',
          ...moral.map(
            ({ text, kept }) => `  ${kept ? pc.green('✔') : pc.red('✖')} ${kept ? text : pc.red(text)}`,
          ),
          '',
          `  ${checks.length} checks in ${duration(performance.now() - started)}.`,
          ...(keep ? [`  The repository stays: git -C ${repository} log -p main`] : []),
          '',
        );
        return moral.every(({ kept }) => kept);
      } finally {
        screen.stop();
        await app.close();
      }
    } finally {
      await close();
    }
  } finally {
    if (!keep) await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function introduce(screen: Screen, coordinator: Coordinator, place: string): Promise<void> {
  const { status, engineVersion = '', sandbox = 'none', detail } = await coordinator.health();
  screen.say(
    `  repository   a small calculator in TypeScript, with tsc, ESLint, Vitest and tsup`,
    `  coordinator  ${place}`,
    `  engine       ${[engineVersion, `sandbox ${sandbox}`].join(', ')}`,
  );
  if (status !== 'ok') throw new Error(`The coordinator is not ready. ${detail ?? ''}`);
  if (sandbox === 'none') {
    const warning = detail ?? 'No sandbox: the code under test runs with your rights.';
    screen.say('', ...wrap(`  ! ${warning}`, screen.width).map((line) => pc.yellow(line)));
  }
}

async function historyOf(repository: string): Promise<string[]> {
  const history = await git(repository, 'log', '--graph', '--format=%h %s (%an)', 'main');
  return history.split('\n');
}
