import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import type { LimitKeeper } from '@quality-gates/contract';
import type { Sandbox } from '../sandbox.js';
import { v1Hierarchies } from './cgroup-v1.js';
import { v2Hierarchies } from './cgroup-v2.js';
import { findCgroups } from './cgroup-places.js';
import { openGroup, type GroupLimit, type Hierarchy } from './cgroup.js';
import { countsPerNamespace } from './count-per-namespace.js';
import type { Limiter } from './fence.js';
import { confined } from './launcher.js';
import { raiseFence } from './raise-fence.js';

const LIMITS: readonly GroupLimit[] = ['memory', 'processes', 'cpuTime'];

/** Tries what this machine offers, and takes the strongest of it for each limit. */
export async function chooseLimiter(sandbox: Sandbox, directory: string): Promise<Limiter> {
  const places = await findCgroups();
  return limiterOf([...(await v2Hierarchies(places)), ...v1Hierarchies(places)], sandbox, directory);
}

/**
 * @param offered hierarchies, the best first; those that turn out not to work are left out
 * @param directory for trials; nothing is left in it
 */
export async function limiterOf(
  offered: readonly Hierarchy[],
  sandbox: Sandbox,
  directory: string,
): Promise<Limiter> {
  const hierarchies: Hierarchy[] = [];
  const keepers = new Map<GroupLimit, LimitKeeper>();
  for (const hierarchy of offered) {
    const controllers = hierarchy.controllers.filter(({ limit }) => !keepers.has(limit));
    const taken = { ...hierarchy, controllers };
    if (controllers.length === 0 || !(await works(taken))) continue;
    hierarchies.push(taken);
    for (const { limit } of controllers) keepers.set(limit, hierarchy.kind);
  }
  const watched = new Set(LIMITS.filter((limit) => !keepers.has(limit)));
  const means = {
    hierarchies,
    watched,
    countsPerNamespace: watched.has('processes') && (await countsPerNamespace(sandbox, directory)),
  };
  const substitute: LimitKeeper = process.platform === 'linux' ? 'watched' : 'none';
  return {
    containment: {
      memory: keepers.get('memory') ?? substitute,
      processes: keepers.get('processes') ?? (means.countsPerNamespace ? 'rlimit' : substitute),
      cpuTime: keepers.get('cpuTime') ?? substitute,
      disk: 'watched',
      fileSize: 'rlimit',
    },
    groupDirectories: hierarchies.map(({ directory }) => directory),
    raise: (options) => raiseFence(means, options),
  };
}

const TRIAL = { memoryBytes: 268_435_456, processes: 64, cpuMs: 60_000, diskBytes: 1_048_576 };

/** Whether a process can be put into a group of its own here. */
async function works(hierarchy: Hierarchy): Promise<boolean> {
  const group = await openGroup(hierarchy, `quality-gates-trial-${randomUUID()}`, TRIAL).catch(
    () => undefined,
  );
  if (!group) return false;
  try {
    const launch = { file: '/bin/sh', args: ['-c', 'exit 0'], env: {}, cwd: '/' };
    const { file, args } = confined(launch, [group.joins], TRIAL);
    const end = await execa(file, args, {
      env: {},
      extendEnv: false,
      reject: false,
      timeout: 5000,
      stdio: 'ignore',
    });
    return end.exitCode === 0;
  } finally {
    await group.kill?.();
    await group.remove?.();
  }
}
