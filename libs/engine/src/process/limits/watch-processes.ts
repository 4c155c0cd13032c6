import { setTimeout as delay } from 'node:timers/promises';
import { endProcess } from '../kill-tree.js';
import type { Ceilings } from './ceilings.js';
import type { GroupLimit } from './cgroup.js';
import type { Excess, Guard } from './fence.js';
import { exactMemoryOf, ownMemoryOf, readProcessTable, type ProcessEntry } from './process-table.js';

/** A guard that is told which process to look after. */
export interface Watch extends Guard {
  begin(pid: number): void;
}

/**
 * Looks at a process and all that descends from it. Weaker than the kernel's own limits: what happens between two
 * looks goes unseen.
 *
 * @param limits those that nothing stronger holds
 */
export function watchProcesses(limits: ReadonlySet<GroupLimit>, ceilings: Ceilings): Watch {
  let root: number | undefined;
  // A process whose parent has ended belongs to another one from then on: what was seen once stays known.
  let known = new Map<number, string>();
  const look = () => {
    if (root === undefined) return [];
    const family = familyOf(root, readProcessTable(), known);
    known = new Map(family.map(({ pid, startedAt }) => [pid, startedAt]));
    return family;
  };
  return {
    begin: (pid) => (root = pid),
    exceeded: (isFinal) => Promise.resolve(isFinal ? undefined : excessOf(look(), limits, ceilings)),
    kill: async () => {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const alive = look().filter(({ state }) => state !== 'Z');
        if (alive.length === 0) return;
        for (const { pid } of alive) endProcess(pid);
        await delay(Math.min(5 * (round + 1), 50));
      }
    },
  };
}

const MAX_ROUNDS = 50;

function familyOf(
  root: number,
  table: readonly ProcessEntry[],
  known: ReadonlyMap<number, string>,
): ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of table) children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
  const family = new Map<number, ProcessEntry>();
  const open = table.filter(
    (entry) =>
      [entry.pid, entry.group, entry.session].includes(root) || known.get(entry.pid) === entry.startedAt,
  );
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    if (family.has(entry.pid)) continue;
    family.set(entry.pid, entry);
    open.push(...(children.get(entry.pid) ?? []));
  }
  return [...family.values()];
}

function excessOf(
  family: readonly ProcessEntry[],
  limits: ReadonlySet<GroupLimit>,
  { memoryBytes, processes, cpuMs }: Ceilings,
): Excess | undefined {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  if (limits.has('processes') && sum(family.map(({ threads }) => threads)) > processes)
    return { limit: 'processes', most: processes };
  if (limits.has('cpuTime') && sum(family.map((one) => one.cpuMs)) > cpuMs)
    return { limit: 'cpu-time', cpuMs };
  if (!limits.has('memory')) return undefined;
  const atMost = sum(family.map(({ pid }) => ownMemoryOf(pid)));
  if (atMost <= memoryBytes) return undefined;
  const exact = sum(family.map(({ pid }) => exactMemoryOf(pid) ?? ownMemoryOf(pid)));
  return exact > memoryBytes ? { limit: 'memory', limitBytes: memoryBytes } : undefined;
}
