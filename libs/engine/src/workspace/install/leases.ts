import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/** What a process on another machine, of which nothing else can be known, may hold. */
const FOREIGN_LEASE_MS = 24 * 3_600_000;

const HOST = hostname().replace(/[^\w-]/g, '_');

/** A name by which other processes can tell whether the process that gave it still lives. */
export const ownName = (): string => `${HOST}.${process.pid}.${randomUUID()}`;

/** Marks that something is in use by this process, until the result is called. */
export async function takeLease(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, ownName());
  await writeFile(file, '');
  return () => rm(file, { force: true });
}

/** Whether any process that may still live has a lease; those of processes that have ended are taken away. */
export async function isLeased(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((): string[] => []);
  const living = await Promise.all(
    names.map(async (name) => {
      const lives = await mayLive(path.join(directory, name));
      if (!lives) await rm(path.join(directory, name), { force: true });
      return lives;
    }),
  );
  return living.includes(true);
}

/** Whether the process that made this file or directory, named by {@link ownName}, may still be at it. */
export async function mayLive(file: string): Promise<boolean> {
  const [host, pid] = path.basename(file).split('.');
  if (host === HOST && isRunning(Number(pid))) return true;
  if (host === HOST) return false;
  const made = await stat(file).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs < FOREIGN_LEASE_MS;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs as another user.
    return error instanceof Object && 'code' in error && error.code === 'EPERM';
  }
}
