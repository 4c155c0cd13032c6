import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '@quality-gates/contract';
import type { Reaper } from '../../process/reaper.js';
import { findManager, type Manager } from './find-manager.js';
import { hostEnvironment } from './host-environment.js';
import type { ManagerName } from './manager-name.js';
import { runInstall } from './run-install.js';
import { openSetDirectory, type HeldSet } from './set-directory.js';
import { shareFlights } from './share-flights.js';
import type { WantedSet } from './wanted-set.js';
import { wrongPackage } from './verify-places.js';
import { whyFailed } from './why-failed.js';

/** Installs what lockfiles say, away from any tree, and keeps it for the next who asks. */
export interface DependencyStore {
  /** The installed set, held until `release`; `failed` says why there is none, as the rest of a sentence. */
  take(
    wanted: WantedSet,
    changes: SetChanges | undefined,
    signal: AbortSignal,
  ): Promise<TakenSet | FailedSet>;
  /** Ends what is being installed. */
  close(): Promise<void>;
}

export type TakenSet = HeldSet & { kind: 'taken'; digest: string };
export interface FailedSet {
  kind: 'failed';
  message: string;
}

/** What is changed of a set after it was installed and before anybody uses it. */
export interface SetChanges {
  /** Everything that decides what is changed. */
  key: unknown;
  apply(root: string): Promise<void>;
}

export interface DependencyStoreOptions {
  /** Where the sets lie; made if absent, readable by its owner only. */
  directory: string;
  /** How many sets are kept, the longest unused given up first; never one in use. @default 8 */
  maxSets?: number;
  /** How long one installation may take. @default 600_000 */
  timeoutMs?: number;
  reaper: Pick<Reaper, 'watch'>;
  nextMarker: () => string;
  /** The operator's environment. @default process.env */
  env?: NodeJS.ProcessEnv;
}

export function openDependencyStore(options: DependencyStoreOptions): DependencyStore {
  const { directory, maxSets = 8, timeoutMs = 600_000, reaper, nextMarker } = options;
  const env = hostEnvironment(options.env ?? process.env);
  const sets = openSetDirectory(directory, maxSets);
  const flights = shareFlights<string | undefined>();
  const managers = new Map<ManagerName, Promise<Manager | undefined>>();
  const managerOf = async (name: ManagerName): Promise<Manager | undefined> => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const known = managers.get(name) ?? findManager(name, env, directory);
    managers.set(name, known);
    const manager = await known;
    if (!manager) managers.delete(name);
    return manager;
  };

  const install = async (
    digest: string,
    wanted: WantedSet,
    manager: Manager,
    changes: SetChanges | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    let failure: string | undefined;
    await sets.make(digest, async (fresh) => {
      for (const [file, text] of wanted.files) {
        await mkdir(path.dirname(path.join(fresh, file)), { recursive: true });
        await writeFile(path.join(fresh, file), text);
      }
      const marker = nextMarker();
      const end = await runInstall(wanted, manager, fresh, env, { timeoutMs, reaper, marker, signal });
      if (end.how !== 'installed') {
        failure = whyFailed(end, fresh);
        return false;
      }
      const wrong = await wrongPackage(fresh, wanted.expected);
      if (wrong !== undefined) {
        failure = `${wrong}. Write the lockfile anew with the package manager, and ask again.`;
        return false;
      }
      await changes?.apply(fresh);
      return true;
    });
    return failure;
  };

  return {
    take: async (wanted, changes, signal) => {
      const manager = await managerOf(wanted.manager);
      if (!manager) return { kind: 'failed', message: missing(wanted.manager) };
      const digest = digestOf(wanted, manager, changes);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const held = await sets.hold(digest);
        if (held) return { kind: 'taken', digest, ...held };
        const failure = await flights.join(digest, signal, (ended) =>
          install(digest, wanted, manager, changes, ended),
        );
        if (failure !== undefined) return { kind: 'failed', message: failure };
      }
      const held = await sets.hold(digest);
      return held
        ? { kind: 'taken', digest, ...held }
        : {
            kind: 'failed',
            message: 'what was installed is given up at once: too many sets are kept. Ask again.',
          };
    },
    close: () => flights.close(),
  };
}

function digestOf(wanted: WantedSet, manager: Manager, changes: SetChanges | undefined): string {
  const content = canonicalJson({
    files: [...wanted.files],
    settings: wanted.settings,
    manager: [manager.name, manager.version],
    node: process.version,
    platform: [process.platform, process.arch],
    changes: changes?.key ?? null,
  });
  return createHash('sha256').update(content).digest('hex');
}

function missing(name: ManagerName): string {
  switch (name) {
    case 'npm':
      return 'npm is not on this machine. Install Node.js with npm, and ask again.';
    case 'pnpm':
      return 'pnpm is not on this machine. Install it (`npm install --global pnpm`), and ask again.';
    default:
      return `the Yarn that wrote the lockfile (${name === 'yarn-classic' ? 'version 1' : 'version 2 or later'}) is not on this machine. Install it, and ask again.`;
  }
}
