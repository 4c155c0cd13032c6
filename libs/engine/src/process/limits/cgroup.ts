import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errnoOf } from '@quality-gates/contract';
import { endProcess } from '../kill-tree.js';
import type { Ceilings } from './ceilings.js';
import type { Excess, Guard } from './fence.js';

/** A limit that the kernel can hold for all processes of a group together. */
export type GroupLimit = 'memory' | 'processes' | 'cpuTime';

/** How one version of control groups sets a limit and tells that it was reached. */
export interface Controller {
  limit: GroupLimit;
  /** Values to write into files of the group; one that is not there is left out where it is `optional`. */
  settings(ceilings: Ceilings): readonly { file: string; value: string; optional?: boolean }[];
  exceeded(read: (file: string) => Promise<string>, ceilings: Ceilings): Promise<Excess | undefined>;
}

/** A place where groups can be made, and the limits that it holds. */
export interface Hierarchy {
  kind: 'cgroup-v1' | 'cgroup-v2';
  directory: string;
  controllers: readonly Controller[];
}

const MAX_ROUNDS = 100;

/** Makes a group with its limits set. No process is in it yet. */
export async function openGroup(
  { directory, controllers }: Hierarchy,
  name: string,
  ceilings: Ceilings,
): Promise<Guard & { joins: string }> {
  const group = path.join(directory, name);
  await mkdir(group);
  try {
    for (const controller of controllers) await configure(group, controller, ceilings);
  } catch (error) {
    await rmdir(group);
    throw error;
  }
  const read = (file: string) => readFile(path.join(group, file), 'utf8').catch(() => '');
  return {
    joins: path.join(group, 'cgroup.procs'),
    exceeded: async () => {
      const found = await Promise.all(controllers.map((controller) => controller.exceeded(read, ceilings)));
      return found.find((excess) => excess !== undefined);
    },
    kill: () => killGroup(group),
    remove: () => removeGroup(group),
  };
}

/** The number after a key in a file of `key number` lines. */
export function countOf(text: string, key: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${key} `));
  return line === undefined ? 0 : Number(line.slice(key.length + 1));
}

async function configure(group: string, controller: Controller, ceilings: Ceilings): Promise<void> {
  for (const { file, value, optional } of controller.settings(ceilings)) {
    await set(group, file, value).catch((error: unknown) => {
      if (!optional) throw error;
    });
  }
}

/** Control files exist from the start: one that would have to be created is a feature that the kernel lacks. */
async function set(group: string, file: string, value: string): Promise<void> {
  await writeFile(path.join(group, file), value, { flag: 'r+' });
}

/** Ends all processes of a group at once where the kernel can, else one by one while no new ones can start. */
async function killGroup(group: string): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await set(group, 'cgroup.kill', '1').catch(() => set(group, 'pids.max', '0').catch(() => {}));
    const pids = await pidsOf(group);
    if (pids.length === 0) return;
    // Those of another PID namespace are shown as 0, which would stand for this process's own group.
    for (const pid of pids) if (pid > 1) endProcess(pid);
    await delay(Math.min(2 * (round + 1), 50));
  }
}

async function pidsOf(group: string): Promise<number[]> {
  const text = await readFile(path.join(group, 'cgroup.procs'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [Number(line)]));
}

/** The kernel takes a moment to let go of a group whose last process has just ended. */
async function removeGroup(group: string): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    try {
      return await rmdir(group);
    } catch (error) {
      if (errnoOf(error) !== 'EBUSY') return;
      await delay(Math.min(2 * (round + 1), 50));
    }
  }
}
