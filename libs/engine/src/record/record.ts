import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import cacache from 'cacache';
import { GateResult } from '@quality-gates/contract';
import { z } from 'zod';

/** What past gate runs answered, by gate key. Only what was certain is kept: passed and failed. */
export interface Record {
  get(key: string): Promise<GateResult[] | undefined>;
  put(key: string, results: GateResult[]): Promise<void>;
}

/** Remembers nothing. */
export const noRecord: Record = { get: async () => undefined, put: async () => {} };

export interface RecordOptions {
  /** Where the record lies; made if absent, readable by its owner only. */
  directory: string;
  /** How many gate runs are kept, the oldest given up first. @default 5000 */
  maxEntries?: number;
}

/** Without `removeFully` a tombstone would stay for every entry; the published types do not know the option. */
const removeEntry: (directory: string, key: string, options: { removeFully: true }) => Promise<unknown> =
  cacache.rm.entry;

const Results = z.array(GateResult).min(1).max(8);
const PRUNE_AFTER_PUTS = 200;
const PRUNE_AFTER_MS = 24 * 3_600_000;

/**
 * A record on local disk (cacache: content-addressed, verified on every read, safe between processes). An entry
 * that is torn, tampered with or of another form counts as absent.
 */
export function openRecord({ directory, maxEntries = 5000 }: RecordOptions): Record {
  let puts = 0;
  const pruned = path.join(directory, 'last-pruned');
  const pruneWhenDue = async () => {
    puts += 1;
    const last = await stat(pruned).catch(() => undefined);
    if (last && puts % PRUNE_AFTER_PUTS !== 0 && Date.now() - last.mtimeMs < PRUNE_AFTER_MS) return;
    await writeFile(pruned, '');
    const entries = Object.values(await cacache.ls(directory)).sort((a, b) => a.time - b.time);
    for (const entry of entries.slice(0, Math.max(0, entries.length - maxEntries))) {
      await removeEntry(directory, entry.key, { removeFully: true });
    }
    await cacache.verify(directory);
  };
  return {
    get: async (key) => {
      try {
        const { data } = await cacache.get(directory, key);
        const results = Results.parse(JSON.parse(data.toString('utf8')));
        return results.every(isCertain)
          ? results.map((result) => ({ ...result, fromRecord: true }))
          : undefined;
      } catch {
        return undefined;
      }
    },
    put: async (key, results) => {
      if (results.length === 0 || !results.every(isCertain)) return;
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await cacache.put(directory, key, JSON.stringify(results));
        await pruneWhenDue();
      } catch {
        // A record that cannot be written costs time, never an answer.
      }
    },
  };
}

const isCertain = (result: GateResult) => result.status === 'passed' || result.status === 'failed';
