import path from 'node:path';
import { openDiskStore } from '../record/disk-store.js';
import type { RecordOptions } from '../record/record.js';
import { Inventory } from './inventory.js';

/** Inventories of past runs, by {@link inventoryKey}. One that cannot be read or written costs a run, never an answer. */
export interface Inventories {
  get(key: string): Promise<Inventory | undefined>;
  /** Adds to what is known under the key. */
  add(key: string, inventory: Inventory): Promise<void>;
}

const MOST_ENTRIES = 2000;
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_IN_MEMORY = 64;

/** Beside the record on local disk; for this process alone where nothing is recorded. */
export function openInventories(record: RecordOptions | false | undefined): Inventories {
  if (!record) return inMemory();
  const store = openDiskStore({
    directory: path.join(record.directory, 'inventories'),
    schema: Inventory,
    maxEntries: MOST_ENTRIES,
    maxBytes: MOST_BYTES,
  });
  const get = (key: string) => store.get(key).catch(() => undefined);
  return {
    get,
    add: async (key, inventory) =>
      store.put(key, { ...(await get(key)), ...inventory }).catch(() => undefined),
  };
}

function inMemory(): Inventories {
  const known = new Map<string, Inventory>();
  return {
    get: (key) => Promise.resolve(known.get(key)),
    add: (key, inventory) => {
      const all = { ...known.get(key), ...inventory };
      known.delete(key);
      known.set(key, all);
      const [oldest] = known.keys();
      if (known.size > MOST_IN_MEMORY && oldest !== undefined) known.delete(oldest);
      return Promise.resolve();
    },
  };
}
