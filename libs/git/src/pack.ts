import type { ObjectId } from '@quality-gates/contract';
import { gitFailed, objectUnknown } from './errors.js';
import { requireObjectId } from './object-id.js';
import { existing } from './resolve.js';
import type { View } from './view.js';

export interface PackOptions {
  /** Commits or trees that the receiver has, with all that belongs to them. What is unknown here is left out. */
  exclude?: readonly ObjectId[];
  /** Ends the pack; reading it then rejects with a `CancelledError`. */
  signal?: AbortSignal;
}

/** The other side sets the pace, over whatever network there is. */
const PACK_TIMEOUT_MS = 3_600_000;

/**
 * A thin pack of everything that some commits or trees reach and what is excluded does not. Git starts with the
 * first read and ends when the reader stops, early or not.
 */
export async function packOf(
  view: View,
  tips: readonly ObjectId[],
  { exclude = [], signal }: PackOptions = {},
): Promise<AsyncIterable<Uint8Array>> {
  const { objectFormat } = view.settings;
  const wanted = [...new Set(tips.map((tip) => requireObjectId(tip, objectFormat)))];
  const excluded = exclude.map((oid) => requireObjectId(oid, objectFormat));
  const known = await existing(view, [...wanted, ...excluded]);
  for (const tip of wanted) if (!known.has(tip)) throw objectUnknown(tip, view.location.path);
  const revisions = [...wanted, ...excluded.filter((oid) => known.has(oid)).map((oid) => `^${oid}`)];
  return streamOf(view, revisions, signal);
}

async function* streamOf(
  view: View,
  revisions: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const running = view.start(
    // As for a shallow receiver, so that the files of an excluded commit serve as bases of a bare tree, too.
    ['pack-objects', '--revs', '--thin', '--shallow', '--stdout', '-q', '--threads=1', '--window-memory=64m'],
    { timeoutMs: PACK_TIMEOUT_MS, signal },
  );
  try {
    running.stdin?.end(revisions.map((revision) => `${revision}\n`).join(''));
    try {
      for await (const chunk of running.stdout) yield Buffer.from(chunk);
    } catch (error) {
      // Where the process was ended, why it was is the cause of whatever the pipe then said.
      await running.ended;
      throw error;
    }
    const { code, stderr } = await running.ended;
    if (code !== 0) throw gitFailed('pack-objects', stderr || `it ended with exit code ${code}`);
  } finally {
    running.stop(new Error('no longer needed'));
    await running.ended.catch(() => {});
  }
}
