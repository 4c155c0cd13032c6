import { z } from 'zod';

/**
 * What holds a limit. `cgroup-v2`, `cgroup-v1`: the kernel, for all processes of a run together. `rlimit`: the
 * kernel, for each process. `watched`: the engine looks several times a second and ends what is over. `none`: nothing.
 */
export const LimitKeeper = z
  .enum(['cgroup-v2', 'cgroup-v1', 'rlimit', 'watched', 'none'])
  .meta({ id: 'LimitKeeper' });
export type LimitKeeper = z.infer<typeof LimitKeeper>;

/** Who holds each limit of a tool run. */
export const Containment = z
  .strictObject({
    memory: LimitKeeper,
    processes: LimitKeeper,
    cpuTime: LimitKeeper,
    disk: LimitKeeper,
    fileSize: LimitKeeper,
  })
  .meta({ id: 'Containment' });
export type Containment = z.infer<typeof Containment>;

const WORDS = {
  memory: 'memory',
  processes: 'the number of processes',
  cpuTime: 'processor time',
} as const satisfies Partial<Record<keyof Containment, string>>;

/** The limits that the kernel does not hold although it could, in words: `memory`, `processor time`. */
export function weakLimitsOf(containment: Containment): string[] {
  return (['memory', 'processes', 'cpuTime'] as const)
    .filter((limit) => containment[limit] === 'watched' || containment[limit] === 'none')
    .map((limit) => WORDS[limit]);
}
