import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from '@quality-gates/contract';

/** What was written below some directories. */
export interface Written {
  bytes: number;
  /** True where something could not be looked into, or there was too much to look at. */
  isMore: boolean;
}

const MAX_ENTRIES = 1_000_000;
const AT_ONCE = 64;
/** The kernel's clock for files may lag behind by a tick. */
const CLOCK_LAG_MS = 20;
const BLOCK_BYTES = 512;
/** An empty file takes its place too. */
const LEAST_BYTES = 4096;

/**
 * Sums what was created or changed below directories since a point in time, as the disk holds it. Links are not
 * followed. The time of a change is the kernel's, which no program can set.
 */
export async function writtenSince(directories: readonly string[], sinceMs: number): Promise<Written> {
  const open = [...directories];
  let [bytes, entries, isMore] = [0, 0, false];
  const unlessGone = (error: unknown): undefined => {
    const code = errnoOf(error);
    // Out of reach: a directory without rights, or one that lies deeper than a path can tell.
    if (code !== 'ENOENT' && code !== 'ENOTDIR') isMore = true;
  };
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    const files = (await pathsIn(directory).catch(unlessGone)) ?? [];
    entries += files.length;
    if (entries > MAX_ENTRIES) return { bytes, isMore: true };
    for (let index = 0; index < files.length; index += AT_ONCE) {
      const looks = files.slice(index, index + AT_ONCE).map(async (file) => {
        const stat = await lstat(file).catch(unlessGone);
        if (stat?.isDirectory()) open.push(file);
        if (stat && stat.ctimeMs >= sinceMs - CLOCK_LAG_MS) bytes += bytesOf(stat);
      });
      await Promise.all(looks);
    }
  }
  return { bytes, isMore };
}

async function pathsIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).map((name) => path.join(directory, name));
}

/** A file with several names counts once in all. */
function bytesOf(stat: Stats): number {
  const bytes = Math.max(stat.blocks * BLOCK_BYTES, LEAST_BYTES);
  return stat.isDirectory() ? bytes : bytes / stat.nlink;
}
