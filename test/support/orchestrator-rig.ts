import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { QualityGatesOptions } from '@quality-gates/nestjs';
import { MockCoordinator } from '@quality-gates/nestjs/testing';
import type { Agent } from '../../apps/orchestrator/src/agents/agent.js';
import { git } from '../../apps/orchestrator/src/agents/git.js';
import { AppModule } from '../../apps/orchestrator/src/app.module.js';
import { CommitFlow } from '../../apps/orchestrator/src/commit-flow/commit-flow.service.js';
import type { FlowEnd } from '../../apps/orchestrator/src/commit-flow/flow-end.js';
import type { FlowOptions } from '../../apps/orchestrator/src/commit-flow/flow.js';

/** Texts by path from the root. */
type Files = Readonly<Record<string, string>>;

/** The sample orchestrator, on a real repository, before a coordinator that answers as scripted. */
export interface OrchestratorRig extends AsyncDisposable {
  coordinator: MockCoordinator;
  main: MainBranch;
  agent(id: string): RigAgent;
  /** Takes the agent's change as far as it gets. */
  delivers(agent: Agent, options?: FlowOptions): Promise<FlowEnd>;
  /** The work trees that are left. */
  worktrees(): Promise<string[]>;
}

export async function layOrchestrator(files: Files = { 'README.md': 'A list.\n' }): Promise<OrchestratorRig> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'orchestrator-rig-')));
  const repository = join(home, 'repository');
  const main = await MainBranch.begin(repository, files);
  const coordinator = await MockCoordinator.start();
  const { url } = coordinator;
  const rigged = await openFlow(home, { coordinator: { url, retry: { maxAttempts: 2, baseDelayMs: 1 } } });
  return {
    coordinator,
    main,
    agent: (id) => new RigAgent(id),
    delivers: (agent, options) =>
      rigged.flow.run({ id: 'task', title: 'Make the change', repository, branch: 'main' }, agent, options),
    worktrees: () => readdir(rigged.worktrees),
    async [Symbol.asyncDispose]() {
      await rigged.close();
      await coordinator.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The sample's own module, whoever judges. */
export async function openFlow(home: string, options: QualityGatesOptions) {
  const worktrees = join(home, 'worktrees');
  await mkdir(worktrees);
  const app = await Test.createTestingModule({
    imports: [AppModule.forRoot({ ...options, worktrees })],
  }).compile();
  return { flow: app.get(CommitFlow), worktrees, close: () => app.close() };
}

/** The branch that everybody wants to land on. */
export class MainBranch {
  constructor(readonly repository: string) {}

  static async begin(repository: string, files: Files): Promise<MainBranch> {
    await mkdir(repository);
    await git(repository, 'init', '--quiet', '--initial-branch=main');
    const main = new MainBranch(repository);
    await main.moves(files);
    return main;
  }

  /** Someone else lands these files. */
  async moves(files: Files): Promise<string> {
    await writeAll(this.repository, files);
    const someone = ['-c', 'user.name=someone', '-c', 'user.email=someone@example.invalid'];
    // What flows landed is in the branch but not in these files: only the given ones may change.
    await git(this.repository, 'reset', '--quiet');
    await git(this.repository, 'add', '--', ...Object.keys(files));
    await git(this.repository, ...someone, 'commit', '--quiet', '--message', 'Something else');
    return this.tip();
  }

  tip(): Promise<string> {
    return git(this.repository, 'rev-parse', 'main');
  }

  tree(): Promise<string> {
    return git(this.repository, 'rev-parse', 'main^{tree}');
  }

  /** The text of a file, as the branch has it. */
  shows(file: string): Promise<string> {
    return git(this.repository, 'show', `main:${file}`);
  }

  async files(): Promise<string[]> {
    return (await git(this.repository, 'ls-tree', '-r', '--name-only', 'main')).split('\n');
  }

  /** `author: title`, the newest first. */
  async history(): Promise<string[]> {
    return (await git(this.repository, 'log', '--format=%an: %s', 'main')).split('\n');
  }
}

/** An agent that does as the test says, and remembers what it was told. */
export class RigAgent implements Agent {
  readonly told: string[] = [];
  readonly #steps: ((worktree: string) => Promise<void>)[] = [];
  #worktree = '';

  constructor(readonly id: string) {}

  /** First these files; each further call is a revision. */
  edits(files: Files): this {
    return this.does((worktree) => writeAll(worktree, files));
  }

  does(step: (worktree: string) => Promise<void>): this {
    this.#steps.push(step);
    return this;
  }

  /** Writes into its work tree now, whatever the orchestrator is about to do. */
  scribbles(files: Files): Promise<void> {
    return writeAll(this.#worktree, files);
  }

  async work(worktree: string): Promise<string> {
    this.#worktree = worktree;
    await this.#steps.shift()?.(worktree);
    return 'works';
  }

  revise(worktree: string, findings: string): Promise<string> {
    this.told.push(findings);
    return this.work(worktree);
  }
}

async function writeAll(directory: string, files: Files): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), text);
  }
}
