import type { CgroupPlaces } from './cgroup-places.js';
import { countOf, type Controller, type Hierarchy } from './cgroup.js';

/** One hierarchy for each controller, and a group in each for every run. */
export function v1Hierarchies({ v1 }: CgroupPlaces): Hierarchy[] {
  return Object.entries(CONTROLLERS).flatMap(([name, controller]) => {
    const directory = v1.get(name);
    return directory === undefined ? [] : [{ kind: 'cgroup-v1', directory, controllers: [controller] }];
  });
}

const CONTROLLERS: Record<string, Controller> = {
  memory: {
    limit: 'memory',
    settings: ({ memoryBytes }) => [
      { file: 'memory.limit_in_bytes', value: String(memoryBytes) },
      // Memory and swap together: absent where swap is not accounted.
      { file: 'memory.memsw.limit_in_bytes', value: String(memoryBytes), optional: true },
      { file: 'memory.swappiness', value: '0', optional: true },
    ],
    exceeded: async (read, { memoryBytes }) =>
      countOf(await read('memory.oom_control'), 'oom_kill') > 0
        ? { limit: 'memory', limitBytes: memoryBytes }
        : undefined,
  },
  pids: {
    limit: 'processes',
    settings: ({ processes }) => [{ file: 'pids.max', value: String(processes) }],
    exceeded: async (read, { processes }) =>
      countOf(await read('pids.events'), 'max') > 0 ? { limit: 'processes', most: processes } : undefined,
  },
  cpuacct: {
    limit: 'cpuTime',
    settings: () => [],
    exceeded: async (read, { cpuMs }) =>
      Number(await read('cpuacct.usage')) / 1e6 > cpuMs ? { limit: 'cpu-time', cpuMs } : undefined,
  },
};
