import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CgroupPlaces } from './cgroup-places.js';
import { countOf, type Controller, type Hierarchy } from './cgroup.js';

/**
 * Places of the unified hierarchy where groups may be made, the best first: below this process's own group, where
 * it is delegated to it, else beside it. Each holds only what its controllers can.
 */
export async function v2Hierarchies({ v2 }: CgroupPlaces): Promise<Hierarchy[]> {
  if (v2 === undefined) return [];
  const { directory, mount } = v2;
  await enable(directory).catch(() => {});
  const places = directory === mount ? [directory] : [directory, path.dirname(directory)];
  return Promise.all(
    places.map(async (place) => {
      const enabled = await wordsOf(path.join(place, 'cgroup.subtree_control'));
      return {
        kind: 'cgroup-v2',
        directory: place,
        controllers: CONTROLLERS.filter(({ needs }) => needs === undefined || enabled.includes(needs)),
      };
    }),
  );
}

const WANTED = ['memory', 'pids'];

/**
 * Lets groups below this one have limits. The kernel wants no process in a group that hands out controllers: where
 * this process is alone in it, as in a service of its own, it moves to a group below.
 */
async function enable(directory: string): Promise<void> {
  const [available, enabled] = await Promise.all(
    ['cgroup.controllers', 'cgroup.subtree_control'].map((file) => wordsOf(path.join(directory, file))),
  );
  const missing = WANTED.filter((name) => available?.includes(name) && !enabled?.includes(name));
  if (missing.length === 0) return;
  const order = missing.map((name) => `+${name}`).join(' ');
  try {
    await writeFile(path.join(directory, 'cgroup.subtree_control'), order);
  } catch {
    const members = await wordsOf(path.join(directory, 'cgroup.procs'));
    if (members.length !== 1 || members[0] !== String(process.pid)) return;
    const own = path.join(directory, `quality-gates-engine-${process.pid}`);
    await mkdir(own, { recursive: true });
    await writeFile(path.join(own, 'cgroup.procs'), String(process.pid));
    await writeFile(path.join(directory, 'cgroup.subtree_control'), order);
  }
}

async function wordsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split(/\s+/).filter(Boolean);
}

const CONTROLLERS: readonly (Controller & { needs?: string })[] = [
  {
    limit: 'memory',
    needs: 'memory',
    settings: ({ memoryBytes }) => [
      { file: 'memory.max', value: String(memoryBytes) },
      { file: 'memory.swap.max', value: '0', optional: true },
      { file: 'memory.oom.group', value: '1', optional: true },
    ],
    exceeded: async (read, { memoryBytes }) =>
      countOf(await read('memory.events'), 'oom_kill') > 0
        ? { limit: 'memory', limitBytes: memoryBytes }
        : undefined,
  },
  {
    limit: 'processes',
    needs: 'pids',
    settings: ({ processes }) => [{ file: 'pids.max', value: String(processes) }],
    exceeded: async (read, { processes }) =>
      countOf(await read('pids.events'), 'max') > 0 ? { limit: 'processes', most: processes } : undefined,
  },
  {
    // Every group counts processor time, whatever controllers it has.
    limit: 'cpuTime',
    settings: () => [],
    exceeded: async (read, { cpuMs }) =>
      countOf(await read('cpu.stat'), 'usage_usec') / 1000 > cpuMs ? { limit: 'cpu-time', cpuMs } : undefined,
  },
];
