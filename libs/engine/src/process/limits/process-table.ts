import { readdirSync, readFileSync } from 'node:fs';

/** One process as the kernel shows it. */
export interface ProcessEntry {
  pid: number;
  /** `Z` for one that has ended and was not waited for. */
  state: string;
  parent: number;
  group: number;
  session: number;
  threads: number;
  /** Its own processor time and that of its children that it has waited for. */
  cpuMs: number;
  /** Tells a process from a later one with the same id. */
  startedAt: string;
}

/** USER_HZ, which is 100 on every platform that Node.js runs on. */
const MS_PER_TICK = 10;

/** All processes of this host that may be seen. Linux only; empty elsewhere. */
export function readProcessTable(): ProcessEntry[] {
  return namesIn('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const entry = entryOf(textOf(`/proc/${name}/stat`));
    return entry === undefined ? [] : [entry];
  });
}

/**
 * Memory that a process has for itself or shares with its kin: what was read from files is not counted, since the
 * kernel can take it back. Pages that several processes share count for each of them.
 */
export function ownMemoryOf(pid: number): number {
  const status = textOf(`/proc/${pid}/status`);
  return kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem') + kilobytes(status, 'VmSwap');
}

/** Memory of a process with its part of what it shares, which takes the kernel longer to tell. */
export function exactMemoryOf(pid: number): number | undefined {
  const rollup = textOf(`/proc/${pid}/smaps_rollup`);
  if (!rollup.includes('Pss_Anon:')) return undefined;
  return ['Pss_Anon', 'Pss_Shmem', 'SwapPss'].reduce((sum, key) => sum + kilobytes(rollup, key), 0);
}

function entryOf(stat: string): ProcessEntry | undefined {
  // The name stands in brackets and may hold anything, brackets too: what follows the last one can be split.
  const end = stat.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = stat.slice(end + 2).split(' ');
  const at = (field: number) => Number(fields[field - 3]);
  return {
    pid: Number.parseInt(stat, 10),
    state: fields[0] ?? '',
    parent: at(4),
    group: at(5),
    session: at(6),
    cpuMs: (at(14) + at(15) + at(16) + at(17)) * MS_PER_TICK,
    threads: at(20),
    startedAt: fields[22 - 3] ?? '',
  };
}

function kilobytes(text: string, key: string): number {
  const match = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text);
  return match ? Number(match[1]) * 1024 : 0;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
