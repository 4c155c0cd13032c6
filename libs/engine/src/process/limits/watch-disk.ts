import { statfs } from 'node:fs/promises';
import type { ToolSpace } from '../sandbox.js';
import type { Ceilings } from './ceilings.js';
import { writtenSince } from './disk-usage.js';
import type { Excess, Guard } from './fence.js';

const LOOK_ANYWAY_MS = 10_000;
/** Looking takes at most this part of the time. */
const SHARE_OF_TIME = 0.05;

/**
 * Looks at what a run writes to its directories. The file system says at once how much room it has lost to anyone;
 * only when that could matter, and every ten seconds, are the files themselves looked at.
 */
export async function watchDisk(
  { directory, reports, home, temporary }: ToolSpace,
  { diskBytes }: Ceilings,
): Promise<Guard> {
  const directories = [directory, reports, home, temporary];
  const since = Date.now();
  const atFirst = await freeBytes(directory);
  let lookedAt = performance.now();
  let costMs = 0;
  let freeWhenLooked = atFirst;
  let written = 0;

  const mayBeOver = async (isFinal: boolean) => {
    const lost = freeWhenLooked - (await freeBytes(directory));
    const enough = (diskBytes - written) / 2;
    if (lost >= enough) return isFinal || elapsed() >= costMs / SHARE_OF_TIME;
    return !isFinal && elapsed() >= Math.max(LOOK_ANYWAY_MS, costMs / SHARE_OF_TIME);
  };
  const elapsed = () => performance.now() - lookedAt;

  return {
    exceeded: async (isFinal): Promise<Excess | undefined> => {
      if (!(await mayBeOver(isFinal))) return undefined;
      const free = await freeBytes(directory);
      const started = performance.now();
      const { bytes, isMore } = await writtenSince(directories, since);
      [lookedAt, costMs] = [performance.now(), performance.now() - started];
      [freeWhenLooked, written] = [free, bytes];
      const isOver = bytes >= diskBytes || (isMore && atFirst - free >= diskBytes);
      return isOver ? { limit: 'disk', limitBytes: diskBytes } : undefined;
    },
  };
}

async function freeBytes(directory: string): Promise<number> {
  const { bfree, bsize } = await statfs(directory);
  return bfree * bsize;
}
