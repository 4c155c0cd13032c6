import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectId } from '@quality-gates/contract';
import { objectUnknown } from './errors.js';
import { requireObjectId } from './object-id.js';
import { existing } from './resolve.js';
import { openView, type View } from './view.js';

export interface PublishOptions {
  /** The path of the repository that gets the objects. @default the one that was opened */
  to?: string;
  /** Commits or trees that the receiver is known to have, with all that belongs to them. */
  exclude?: readonly ObjectId[];
}

/** Below this, objects are stored one by one, as git does with what it receives. */
const UNPACK_LIMIT = 100;
const MAX_KNOWN_REFS = 20_000;

/**
 * Stores the objects of some commits or trees in the real object store of a repository, so that they outlive
 * the view. The receiver gets a pack, computes every name from the content and checks that nothing is missing
 * in between.
 */
export async function publish(
  view: View,
  tips: readonly ObjectId[],
  options: PublishOptions = {},
): Promise<void> {
  const { objectFormat } = view.settings;
  const wanted = [...new Set(tips.map((tip) => requireObjectId(tip, objectFormat)))];
  const exclude = (options.exclude ?? []).map((oid) => requireObjectId(oid, objectFormat));
  const known = await existing(view, [...wanted, ...exclude]);
  for (const tip of wanted) if (!known.has(tip)) throw objectUnknown(tip, view.location.path);
  if (wanted.length === 0) return;

  const receiver = options.to === undefined ? view : await openView(options.to);
  try {
    await send(
      view,
      receiver,
      wanted,
      exclude.filter((oid) => known.has(oid)),
    );
  } finally {
    if (receiver !== view) await receiver.close();
  }
}

async function send(
  view: View,
  receiver: View,
  tips: readonly ObjectId[],
  exclude: readonly ObjectId[],
): Promise<void> {
  const store = storeOf(receiver);
  const there = [...exclude, ...(await sharedRefs(view, receiver))];
  const { stdout } = await view.git(['rev-list', '--objects', '--no-object-names', '--stdin'], {
    input: [...tips, ...there.map((oid) => `^${oid}`), ''].join('\n'),
  });
  const reachable = stdout.toString('latin1').split('\n').filter(Boolean);
  const stored = await existing(receiver, reachable, store);
  const missing = reachable.filter((oid) => !stored.has(oid));
  if (missing.length > 0) await transfer(view, receiver, missing, store);
  const arrived = await existing(receiver, tips, store);
  for (const tip of tips) if (!arrived.has(tip)) throw objectUnknown(tip, receiver.location.path);
}

async function transfer(
  view: View,
  receiver: View,
  oids: readonly ObjectId[],
  store: Record<string, string>,
): Promise<void> {
  const scratch = await mkdtemp(join(view.directory, 'pack-'));
  try {
    await view.git(['pack-objects', '-q', join(scratch, 'pack')], { input: `${oids.join('\n')}\n` });
    for (const name of await readdir(scratch)) {
      if (!name.endsWith('.pack')) continue;
      const command =
        oids.length < UNPACK_LIMIT
          ? ['unpack-objects', '-q', '--strict']
          : ['index-pack', '--stdin', '--strict'];
      await receiver.git(command, { input: { file: join(scratch, name) }, env: store });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The environment in which git reads and writes the real object store alone. */
export function storeOf(view: View): Record<string, string> {
  return { GIT_OBJECT_DIRECTORY: view.realObjects, GIT_ALTERNATE_OBJECT_DIRECTORIES: '' };
}

/** The receiver's refs that the sender knows too: what they reach need not be listed again. */
async function sharedRefs(view: View, receiver: View): Promise<ObjectId[]> {
  const { stdout } = await receiver.git([
    'for-each-ref',
    `--count=${MAX_KNOWN_REFS}`,
    '--format=%(objectname)',
  ]);
  const oids = [...new Set(stdout.toString('latin1').split('\n').filter(Boolean))];
  return receiver.settings.objectFormat === view.settings.objectFormat
    ? [...(await existing(view, oids)).keys()]
    : [];
}
