import { mkdir, readdir, realpath, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from '@quality-gates/contract';
import { isLeased, mayLive, ownName, takeLease } from './leases.js';

/** Installed sets on disk by digest, shared between processes: a set is there completely, or not at all. */
export interface SetDirectory {
  /** The set, held until `release`; nothing where there is none. */
  hold(digest: string): Promise<HeldSet | undefined>;
  /**
   * Fills a directory beside the others and, where `fill` says that it is complete, puts it in its place; another
   * process may have been faster.
   */
  make(digest: string, fill: (directory: string) => Promise<boolean>): Promise<void>;
}

export interface HeldSet {
  root: string;
  release(): Promise<void>;
}

const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };

/** @param maxSets how many sets are kept, the longest unused given up first; never one that is held */
export function openSetDirectory(directory: string, maxSets: number): SetDirectory {
  const sets = path.join(directory, 'sets');
  const making = path.join(directory, 'making');
  const leases = path.join(directory, 'leases');

  const giveUp = async (digest: string): Promise<void> => {
    if (await isLeased(path.join(leases, digest))) return;
    const away = path.join(making, ownName());
    await rename(path.join(sets, digest), away).catch(() => {});
    // Somebody may have taken it in between: then it goes back.
    if (await isLeased(path.join(leases, digest)))
      await rename(away, path.join(sets, digest)).catch(() => {});
    else await rm(path.join(leases, digest), REMOVE);
    await rm(away, REMOVE);
  };
  const prune = async (): Promise<void> => {
    const names = await readdir(sets);
    const used = await Promise.all(
      names.map(async (name) => ({
        name,
        at: (await stat(path.join(sets, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    );
    const oldestFirst = used.toSorted((a, b) => a.at - b.at);
    for (const { name } of oldestFirst.slice(0, Math.max(0, names.length - maxSets))) await giveUp(name);
    for (const name of await readdir(making)) {
      if (!(await mayLive(path.join(making, name)))) await rm(path.join(making, name), REMOVE);
    }
  };
  return {
    hold: async (digest) => {
      const release = await takeLease(path.join(leases, digest));
      const root = path.join(await realpath(directory), 'sets', digest);
      const now = new Date();
      // Touching it tells both whether it is there and that it is used.
      const isThere = await utimes(root, now, now).then(
        () => true,
        () => false,
      );
      if (isThere) return { root, release };
      await release();
      return undefined;
    },
    make: async (digest, fill) => {
      for (const own of [directory, sets, making]) await mkdir(own, { recursive: true, mode: 0o700 });
      const fresh = path.join(making, ownName());
      await mkdir(fresh, { mode: 0o700 });
      try {
        if (await fill(await realpath(fresh))) await rename(fresh, path.join(sets, digest));
      } catch (error) {
        const code = errnoOf(error);
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      } finally {
        await rm(fresh, REMOVE);
      }
      await prune();
    },
  };
}
