import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { openInventories, type Inventories } from './evidence/inventories.js';
import type { OfBase } from './evidence/of-base.js';
import { openExplanations, type Explanations } from './record/explanations.js';
import { chooseSandbox, type SandboxChoice } from './process/choose-sandbox.js';
import { chooseLimiter } from './process/limits/choose-limiter.js';
import type { Limiter } from './process/limits/fence.js';
import { startReaper, type Reaper } from './process/reaper.js';
import { removeTree } from './process/remove-tree.js';
import type { Sandbox } from './process/sandbox.js';
import { noRecord, openRecord, type Record, type RecordOptions } from './record/record.js';
import { openDependencyStore, type DependencyStore } from './workspace/install/dependency-store.js';

export interface DependencyOptions {
  /** Made if absent, readable by its owner only; may be shared by engines. */
  directory: string;
  /** How many installed sets are kept, the longest unused given up first. @default 8 */
  maxSets?: number;
}

export interface EngineOptions {
  /** How tools are kept apart from the host. @default 'auto' */
  sandbox?: SandboxChoice;
  /** Where answers are remembered; `false` remembers nothing. @default false */
  record?: RecordOptions | false;
  /**
   * Where packages are kept that are installed for lockfiles which the repository's own installation does not match;
   * `false` installs none. Registry and tokens are those of the user that runs the engine.
   * @default below the engine's own temporary directory
   */
  dependencies?: DependencyOptions | false;
  /** Where workspaces are made and removed again. @default the system's directory for temporary files */
  temporaryDirectory?: string;
  /** How many tools run at once. @default the number of processors */
  parallelism?: number;
  /**
   * Paths of further repositories whose objects belong to a repository, such as what was sent to a service for it.
   * They are asked for at each check.
   * @default none
   */
  alsoReadFrom?: (repository: string) => readonly string[];
  /** The clock, for tests. */
  now?: () => Date;
}

/** What all checks of one process share. */
export interface Engine {
  sandbox: Sandbox;
  /** Sets the limits of each run, by the strongest means of this machine. */
  limiter: Limiter;
  /** Set where the sandbox is weaker than wished: to be shown to the user. */
  warning?: string;
  record: Record;
  /** What past runs did on trees that may be bases now. */
  inventories: Inventories;
  /** What tools said that configurations come to. */
  explanations: Explanations;
  /** Runs on bases that are under way, so that each is made once. */
  bases: Map<string, Promise<OfBase>>;
  reaper: Reaper;
  /** What installs packages; absent where none may be installed. */
  dependencies?: DependencyStore;
  /** A directory of this engine alone; gone when the engine is, however it ends. */
  directory: string;
  limit: LimitFunction;
  alsoReadFrom: (repository: string) => readonly string[];
  now: () => Date;
  /** A name for one run by which its processes can be found again. */
  nextMarker(): string;
  close(): Promise<void>;
}

/** @throws QualityGatesError `configuration-invalid` where the sandbox that was asked for does not work */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { sandbox, warning } = await chooseSandbox(options.sandbox ?? 'auto');
  const directory = await mkdtemp(path.join(options.temporaryDirectory ?? tmpdir(), 'quality-gates-'));
  const prefix = randomUUID();
  const limiter = await chooseLimiter(sandbox, directory);
  const reaper = startReaper(prefix, directory, limiter.groupDirectories);
  let runs = 0;
  const nextMarker = () => `${prefix}.${(runs += 1)}`;
  const kept = options.dependencies ?? { directory: path.join(directory, 'dependencies') };
  const dependencies = kept ? openDependencyStore({ ...kept, reaper, nextMarker }) : undefined;
  return {
    sandbox,
    limiter,
    warning,
    record: options.record ? openRecord(options.record) : noRecord,
    inventories: openInventories(options.record),
    explanations: openExplanations(options.record),
    bases: new Map(),
    reaper,
    dependencies,
    directory,
    limit: pLimit(options.parallelism ?? availableParallelism()),
    alsoReadFrom: options.alsoReadFrom ?? (() => []),
    now: options.now ?? (() => new Date()),
    nextMarker,
    close: async () => {
      await dependencies?.close();
      await removeTree(directory);
      reaper.dismiss();
    },
  };
}
