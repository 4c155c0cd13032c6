import path from 'node:path';
import type { z } from 'zod';
import { openDiskStore } from './disk-store.js';
import type { RecordOptions } from './record.js';

/** Values that spare work where they are known. One that cannot be read or written costs that work, never an answer. */
export interface KeptValues<Value> {
  get(key: string): Promise<Value | undefined>;
  put(key: string, value: Value): Promise<void>;
}

export interface KeptValuesOptions<Value> {
  /** The directory beside the record. */
  name: string;
  schema: z.ZodType<Value>;
  maxEntries: number;
  maxBytes: number;
  /** How many are kept where nothing is recorded, the oldest given up first. */
  maxInMemory: number;
}

/** Beside the record on local disk; for this process alone where nothing is recorded. */
export function openKeptValues<Value>(
  record: RecordOptions | false | undefined,
  options: KeptValuesOptions<Value>,
): KeptValues<Value> {
  if (!record) return inMemory(options.maxInMemory);
  const store = openDiskStore({ ...options, directory: path.join(record.directory, options.name) });
  return {
    get: (key) => store.get(key).catch(() => undefined),
    put: (key, value) => store.put(key, value).catch(() => undefined),
  };
}

function inMemory<Value>(most: number): KeptValues<Value> {
  const known = new Map<string, Value>();
  return {
    get: (key) => Promise.resolve(known.get(key)),
    put: (key, value) => {
      known.delete(key);
      known.set(key, value);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      return Promise.resolve();
    },
  };
}
