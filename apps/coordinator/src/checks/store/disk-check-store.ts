import { isDeepStrictEqual } from 'node:util';
import { type CheckId, Verdict } from '@quality-gates/contract';
import { openDiskStore } from '@quality-gates/engine';
import { z } from 'zod';
import { waitFor } from '../../waiting/wait.js';
import { type CheckStore, type StoredCheck, SupersededError } from './check-store.js';
import { Conditions } from './conditions.js';
import { Ownership } from './ownership.js';

export interface DiskCheckStoreOptions {
  directory: string;
  /** How many checks are kept, the oldest given up first. */
  maxEntries: number;
  /** What verdicts have to have been judged under to count. */
  conditions: Conditions;
  /** Told the first time that the storage fails; the store itself goes on without. */
  onFailure: (error: unknown) => void;
  /** How long an answer may wait for the storage, in milliseconds. @default 5000 */
  patienceMs?: number;
}

const MOST_BYTES = 256 * 1024 * 1024;
const PATIENCE_MS = 5_000;

const Entry = z.strictObject({
  run: z.int().positive(),
  answer: z.strictObject({ verdict: Verdict, sequence: z.int().positive() }).optional(),
  judgedUnder: Conditions,
});

/** Checks on local disk, of which this process is the owner from now on. */
export async function openDiskCheckStore(options: DiskCheckStoreOptions): Promise<CheckStore> {
  const { directory, maxEntries, conditions } = options;
  let failures = 0;
  const onFailure = (error: unknown): void => {
    failures += 1;
    if (failures === 1) options.onFailure(error);
  };
  const ownership = new Ownership(directory);
  const entries = openDiskStore({ directory, schema: Entry, maxEntries, maxBytes: MOST_BYTES });

  const write = async (checkId: CheckId, entry: StoredCheck): Promise<void> => {
    await ownership.assert();
    const stored = await entries.get(checkId);
    // The number of a run is stored once, before it starts; only its own answer may follow it.
    if (stored && (stored.run > entry.run || (stored.run === entry.run && !entry.answer)))
      throw new SupersededError(`Run ${stored.run} of this check has superseded run ${entry.run}.`);
    await entries.put(checkId, { ...entry, judgedUnder: conditions });
  };
  /** @throws SupersededError; whatever else goes wrong is told, and gives undefined */
  const patiently = async <Result>(work: Promise<Result>): Promise<Result | undefined> => {
    const end = await waitFor(work, options.patienceMs ?? PATIENCE_MS);
    if (end === 'elapsed') {
      work.catch(() => {});
      onFailure(new Error('The storage did not answer in time.'));
      return undefined;
    }
    try {
      return await work;
    } catch (error) {
      if (error instanceof SupersededError) throw error;
      onFailure(error);
      return undefined;
    }
  };

  await patiently(ownership.take());
  return {
    get isSuperseded() {
      return ownership.isLost;
    },
    get failures() {
      return failures;
    },
    find: async (checkId) => {
      const entry = await patiently(entries.get(checkId));
      if (!entry) return undefined;
      const { run, answer, judgedUnder } = entry;
      const counts = answer?.verdict.checkId === checkId && isDeepStrictEqual(judgedUnder, conditions);
      return counts ? { run, answer } : { run };
    },
    write: async (checkId, entry) => {
      await patiently(write(checkId, entry));
    },
  };
}
