import { openKeptValues } from '../record/kept-values.js';
import type { RecordOptions } from '../record/record.js';
import { Inventory } from './inventory.js';

/** Inventories of past runs, by {@link inventoryKey}. */
export interface Inventories {
  get(key: string): Promise<Inventory | undefined>;
  /** Adds to what is known under the key. */
  add(key: string, inventory: Inventory): Promise<void>;
}

const MOST_ENTRIES = 2000;
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_IN_MEMORY = 64;

export function openInventories(record: RecordOptions | false | undefined): Inventories {
  const kept = openKeptValues(record, {
    name: 'inventories',
    schema: Inventory,
    maxEntries: MOST_ENTRIES,
    maxBytes: MOST_BYTES,
    maxInMemory: MOST_IN_MEMORY,
  });
  return {
    get: (key) => kept.get(key),
    add: async (key, inventory) => kept.put(key, { ...(await kept.get(key)), ...inventory }),
  };
}
