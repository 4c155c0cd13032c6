import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The environment variable by which every process of a run is known, also one that left its process group. */
export const MARKER = 'QUALITY_GATES_RUN';

const MAX_ROUNDS = 50;

/**
 * Ends a process group and everything that still carries the run's marker, and returns when nothing is left of
 * it. Linux shows the marker in /proc; elsewhere the process group is all that can be reached.
 */
export async function killTree(groupLeader: number | undefined, marker: string): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (groupLeader !== undefined) endProcess(-groupLeader);
    const survivors = await processesMarked(marker);
    if (survivors.length === 0) return;
    for (const pid of survivors) endProcess(pid);
    await delay(Math.min(5 * (round + 1), 50));
  }
}

/** @param pid negative for a process group */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone, which is what was wanted.
  }
}

async function processesMarked(marker: string): Promise<number[]> {
  const entry = Buffer.from(`${MARKER}=${marker}\0`);
  const pids = (await readdir('/proc').catch(() => [])).filter(
    (name) => /^\d+$/.test(name) && name !== String(process.pid),
  );
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`).catch(() => undefined);
      return environment?.includes(entry) ? Number(pid) : undefined;
    }),
  );
  return marked.filter((pid) => pid !== undefined);
}
