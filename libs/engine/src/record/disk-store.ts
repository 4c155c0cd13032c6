import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import cacache from 'cacache';
import type { z } from 'zod';

/** Values by key on local disk, within bounds, safe between processes. */
export interface DiskStore<Value> {
  /**
   * The value that was put last. An entry that is torn, tampered with or of another form counts as absent.
   *
   * @throws Error where the storage itself fails
   */
  get(key: string): Promise<Value | undefined>;
  /** @throws Error where the storage fails; what was there before may be there still */
  put(key: string, value: Value): Promise<void>;
}

export interface DiskStoreOptions<Value> {
  /** Where it lies; made if absent, readable by its owner only. */
  directory: string;
  /** What values look like; anything else that is found counts as absent. */
  schema: z.ZodType<Value>;
  /** How many entries are kept, the oldest given up first. It may be overrun by 200 until they are given up. */
  maxEntries: number;
  /** How much is kept, the oldest given up first. It may be overrun by a quarter until it is given up. */
  maxBytes: number;
}

/** Without `removeFully` a tombstone would stay for every entry; the published types do not know the option. */
const removeEntry: (directory: string, key: string, options: { removeFully: true }) => Promise<unknown> =
  cacache.rm.entry;

const PRUNE_AFTER_PUTS = 200;
const PRUNE_AFTER_MS = 24 * 3_600_000;

/** Opens a store (cacache: content-addressed, verified on every read). Nothing is touched before the first put. */
export function openDiskStore<Value>(options: DiskStoreOptions<Value>): DiskStore<Value> {
  const { directory, schema } = options;
  const pruned = path.join(directory, 'last-pruned');
  const putting = new Set<Promise<unknown>>();
  let pruning: Promise<void> | undefined;
  let puts = 0;
  let bytes = 0;

  const isDue = async () => {
    if (puts % PRUNE_AFTER_PUTS === 0 || bytes > options.maxBytes / 4) return true;
    const last = await stat(pruned).catch(() => undefined);
    return last === undefined || Date.now() - last.mtimeMs >= PRUNE_AFTER_MS;
  };
  const prune = async () => {
    bytes = 0;
    // What is being put is not listed yet, and would be swept away.
    await Promise.allSettled(putting);
    await writeFile(pruned, '');
    for (const key of await surplusOf(options)) await removeEntry(directory, key, { removeFully: true });
    await cacache.verify(directory);
  };
  return {
    get: async (key) => {
      const data = await read(directory, key);
      const parsed = schema.safeParse(jsonOf(data));
      return parsed.success ? parsed.data : undefined;
    },
    put: async (key, value) => {
      if (pruning) await pruning;
      const text = JSON.stringify(value);
      const put = mkdir(directory, { recursive: true, mode: 0o700 }).then(() =>
        cacache.put(directory, key, text),
      );
      putting.add(put);
      await put.finally(() => putting.delete(put));
      puts += 1;
      bytes += Buffer.byteLength(text);
      if (!(await isDue())) return;
      pruning ??= prune().finally(() => (pruning = undefined));
      await pruning;
    },
  };
}

type Bounds = Pick<DiskStoreOptions<unknown>, 'directory' | 'maxEntries' | 'maxBytes'>;

/** The keys of the oldest entries, beyond the number and the size that are kept. */
async function surplusOf({ directory, maxEntries, maxBytes }: Bounds): Promise<string[]> {
  const latestFirst = Object.values(await cacache.ls(directory)).sort((a, b) => b.time - a.time);
  let bytes = 0;
  const firstSurplus = latestFirst.findIndex(({ size }, index) => {
    bytes += size;
    return index >= maxEntries || bytes > maxBytes;
  });
  return firstSurplus < 0 ? [] : latestFirst.slice(firstSurplus).map(({ key }) => key);
}

async function read(directory: string, key: string): Promise<Buffer | undefined> {
  try {
    return (await cacache.get(directory, key)).data;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code !== 'EINTEGRITY') throw error;
    // Damaged content is taken away, or the same content could not be put again.
    const entry = await cacache.get.info(directory, key);
    if (entry) await cacache.rm.content(directory, entry.integrity);
    return undefined;
  }
}

function jsonOf(data: Buffer | undefined): unknown {
  try {
    return data && JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
