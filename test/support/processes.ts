import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The processes whose command line holds the text, zombies left out. Linux only. */
export async function processesRunning(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return commandLine.includes(text) ? Number(pid) : undefined;
    }),
  );
  return found.filter((pid) => pid !== undefined);
}

/** Waits, ten seconds at most, until something is so. */
export async function eventually(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (await condition()) return;
    await delay(25);
  }
  throw new Error('It did not come to be within ten seconds.');
}
