import { z } from 'zod';
import { openKeptValues, type KeptValues } from './kept-values.js';
import type { RecordOptions } from './record.js';

/** What tools said that configurations come to, as plain JSON, by {@link explanationKey}. What was not told is not kept. */
export type Explanations = KeptValues<unknown>;

const MOST_ENTRIES = 2000;
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_IN_MEMORY = 64;

export function openExplanations(record: RecordOptions | false | undefined): Explanations {
  return openKeptValues(record, {
    name: 'explanations',
    schema: z.json(),
    maxEntries: MOST_ENTRIES,
    maxBytes: MOST_BYTES,
    maxInMemory: MOST_IN_MEMORY,
  });
}
