import { GateResult } from '@quality-gates/contract';
import { z } from 'zod';
import { openDiskStore } from './disk-store.js';

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
  /** How much is kept, the oldest given up first. @default 512 MiB */
  maxBytes?: number;
}

const Results = z.array(GateResult).min(1).max(8);
const MOST_BYTES = 512 * 1024 * 1024;

/** A record on local disk. One that cannot be read or written costs time, never an answer. */
export function openRecord({ directory, maxEntries = 5000, maxBytes = MOST_BYTES }: RecordOptions): Record {
  const store = openDiskStore({ directory, schema: Results, maxEntries, maxBytes });
  return {
    get: async (key) => {
      const results = await store.get(key).catch(() => undefined);
      if (!results?.every(isCertain)) return undefined;
      return results.map((result) => ({ ...result, fromRecord: true }));
    },
    put: async (key, results) => {
      if (results.length === 0 || !results.every(isCertain)) return;
      await store.put(key, results).catch(() => {});
    },
  };
}

const isCertain = (result: GateResult) => result.status === 'passed' || result.status === 'failed';
