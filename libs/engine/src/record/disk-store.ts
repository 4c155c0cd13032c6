import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from '@quality-gates/contract';
import cacache from 'cacache';
import { z } from 'zod';

/** Values by key on local disk, within bounds, safe between processes. */
export interface DiskStore<Value> {
  /**
   * The value that was put last. An entry that is torn, tampered with, another key's or of another form counts as
   * absent; where only the last put is torn, the value before it counts.
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

const PRUNE_AFTER_PUTS = 200;
const SWEEP_AFTER_MS = 24 * 3_600_000;
/** After how many puts of one key the lines of the earlier ones are taken out of the index. */
const COMPACT_AFTER_PUTS = 16;

/** What the index says of an entry: how often its key was put, and the content that it replaced. */
const Metadata = z.object({ puts: z.int().nonnegative(), before: z.string().optional() });

/** Without `removeFully` a tombstone would stay for every entry; the published types do not know the option. */
const removeEntry: (directory: string, key: string, options: { removeFully: true }) => Promise<unknown> =
  cacache.rm.entry;

/** Opens a store (cacache: content-addressed, verified on every read). Nothing is touched before the first put. */
export function openDiskStore<Value>(options: DiskStoreOptions<Value>): DiskStore<Value> {
  const { directory, schema, maxBytes } = options;
  const Entry = z.strictObject({ key: z.string(), value: schema });
  let swept: Promise<void> | undefined;
  let pruning: Promise<void> | undefined;
  let puts = 0;
  let bytes = 0;

  const pruneWhenDue = async () => {
    if (puts < PRUNE_AFTER_PUTS && bytes <= maxBytes / 4) return;
    puts = 0;
    bytes = 0;
    pruning ??= prune(options).finally(() => (pruning = undefined));
    await pruning;
  };
  return {
    get: async (key) => {
      const entry = Entry.safeParse(jsonOf(await read(directory, key))).data;
      return entry?.key === key ? entry.value : undefined;
    },
    put: async (key, value) => {
      await (swept ??= sweepWhenDue(directory));
      const text = JSON.stringify({ key, value });
      await write(directory, key, text);
      puts += 1;
      bytes += Buffer.byteLength(text);
      await pruneWhenDue();
    },
  };
}

/**
 * Takes away what writers that were killed have left behind. Only before the first put: it would take what is
 * being put for such.
 */
async function sweepWhenDue(directory: string): Promise<void> {
  const mark = path.join(directory, 'last-swept');
  const last = await stat(mark).catch(() => undefined);
  if (last && Date.now() - last.mtimeMs < SWEEP_AFTER_MS) return;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(mark, '');
    await cacache.verify(directory);
  } catch {
    // Whether the storage works, the put itself will tell.
  }
}

/** A key is in the text of each value, so no two keys ever share content, and it can go with its entry. */
async function write(directory: string, key: string, text: string): Promise<void> {
  const previous = await cacache.get.info(directory, key);
  const replaced = metadataOf(previous);
  const metadata = { puts: replaced.puts + 1, before: previous?.integrity };
  const integrity = await cacache.put(directory, key, text, { metadata });
  const { before } = replaced;
  if (before !== undefined && before !== integrity && before !== previous?.integrity)
    await cacache.rm.content(directory, before);
  if (metadata.puts % COMPACT_AFTER_PUTS === 0) await cacache.index.compact(directory, key, () => true);
}

/** Gives up the oldest entries, beyond the number and the size that are kept. */
async function prune({ directory, maxEntries, maxBytes }: DiskStoreOptions<unknown>): Promise<void> {
  const latestFirst = Object.values(await cacache.ls(directory)).sort((a, b) => b.time - a.time);
  let bytes = 0;
  const firstSurplus = latestFirst.findIndex(({ size }, index) => {
    bytes += size;
    return index >= maxEntries || bytes > maxBytes;
  });
  if (firstSurplus < 0) return;
  for (const entry of latestFirst.slice(firstSurplus)) {
    const now = await cacache.get.info(directory, entry.key);
    // It was put again meanwhile, and is one of the latest.
    if (now?.integrity !== entry.integrity) continue;
    await removeEntry(directory, entry.key, { removeFully: true });
    await cacache.rm.content(directory, entry.integrity);
    const { before } = metadataOf(entry);
    if (before !== undefined) await cacache.rm.content(directory, before);
  }
}

async function read(directory: string, key: string): Promise<Buffer | undefined> {
  try {
    return (await cacache.get(directory, key)).data;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return undefined;
    if (code !== 'EINTEGRITY') throw error;
    // Damaged content is taken away, or the same content could not be put again.
    const entry = await cacache.get.info(directory, key);
    if (entry) await cacache.rm.content(directory, entry.integrity);
    return undefined;
  }
}

function metadataOf(entry: { metadata?: unknown } | null): z.infer<typeof Metadata> {
  return Metadata.safeParse(entry?.metadata).data ?? { puts: 0 };
}

function jsonOf(data: Buffer | undefined): unknown {
  try {
    return data && JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
