import type { Launch } from '../sandbox.js';
import { openGroup, type GroupLimit, type Hierarchy } from './cgroup.js';
import { withMostProcesses } from './count-per-namespace.js';
import type { Excess, Fence, FenceOptions, Guard } from './fence.js';
import { confined } from './launcher.js';
import { watchDisk } from './watch-disk.js';
import { watchProcesses } from './watch-processes.js';

/** What a machine offers, as it was found by trying. */
export interface Means {
  hierarchies: readonly Hierarchy[];
  /** Limits that no hierarchy holds. */
  watched: ReadonlySet<GroupLimit>;
  /** Whether the kernel can bound the processes of a sandbox by themselves. */
  countsPerNamespace: boolean;
}

const LOOK_EVERY_MS = 200;
/** Looking takes at most this part of the time. */
const SHARE_OF_TIME = 0.05;
let fences = 0;

export async function raiseFence(
  { hierarchies, watched, countsPerNamespace }: Means,
  { marker, ceilings, space }: FenceOptions,
): Promise<Fence> {
  const name = `quality-gates-${marker}.${(fences += 1)}`;
  const guards: Guard[] = [];
  const remove = async () => {
    await Promise.all(guards.map(async (guard) => guard.remove?.()));
  };
  try {
    for (const hierarchy of hierarchies) guards.push(await openGroup(hierarchy, name, ceilings));
    guards.push(await watchDisk(space, ceilings));
  } catch (error) {
    await remove();
    throw error;
  }
  const watch = watchProcesses(watched, ceilings);
  if (watched.size > 0) guards.push(watch);

  const firstExcess = async (isFinal: boolean): Promise<Excess | undefined> => {
    const found = await Promise.all(guards.map((guard) => guard.exceeded(isFinal)));
    return found.find((excess) => excess !== undefined);
  };
  const kill = async () => {
    await Promise.all(guards.map(async (guard) => guard.kill?.()));
  };
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let looking: Promise<void> = Promise.resolve();

  return {
    inside: (command) => (countsPerNamespace ? withMostProcesses(command, 2 * ceilings.processes) : command),
    around: (launch: Launch) =>
      confined(
        launch,
        guards.flatMap((guard) => guard.joins ?? []),
        ceilings,
      ),
    watch: (pid, onExcess) => {
      watch.begin(pid);
      const look = async () => {
        const started = performance.now();
        const excess = await firstExcess(false).catch(() => undefined);
        if (isOver) return;
        if (excess !== undefined) return onExcess(excess);
        later(Math.max(LOOK_EVERY_MS, (performance.now() - started) / SHARE_OF_TIME));
      };
      const later = (ms: number) => {
        timer = setTimeout(() => {
          looking = look();
        }, ms);
      };
      later(LOOK_EVERY_MS);
    },
    kill,
    finish: async () => {
      isOver = true;
      clearTimeout(timer);
      await looking;
      await kill();
      const excess = await firstExcess(true);
      await remove();
      return excess;
    },
  };
}
