import { join } from 'node:path';
import { CancelledError } from '@quality-gates/contract';
import { packTooLarge } from '../errors.js';
import { openView } from '../view.js';
import { checkObjects } from './check-objects.js';
import { indexPack } from './index-pack.js';
import { joinStore, type StoredPack } from './join-store.js';
import { readPackHeader } from './pack-header.js';
import { DEFAULT_PACK_LIMITS, type PackLimits } from './pack-limits.js';

export interface ReceiveOptions {
  /** The file that holds the pack. */
  pack: string;
  /** The bare repository that gets it. */
  store: string;
  /** Where it is kept until it has been verified, on the same file system as the store. */
  quarantine: string;
  /** Further repositories whose objects the pack may build on. */
  alsoReadFrom?: readonly string[];
  limits?: Partial<PackLimits>;
  /** Runs the step that joins the store, e.g. while nothing is removed there. @default at once */
  joining?: (join: () => Promise<StoredPack>) => Promise<StoredPack>;
  signal?: AbortSignal;
}

export interface ReceivedPack extends StoredPack {
  /** How many objects it has, with those that complete a thin pack. */
  objects: number;
}

/**
 * Takes a pack from outside into a store, or leaves nothing behind. It may build on the objects of a repository
 * that is trusted, and on nothing that came from outside before, so that each pack in a store stands for itself.
 *
 * Git reads it in a scratch store of its own and under ceilings; every object must be well formed and new or the
 * same as what is known under its name, whatever it refers to must be there, and every tree must be one that may
 * be laid out, but for symbolic links, which are judged with the whole tree.
 *
 * @throws QualityGatesError `pack-invalid`, `request-too-large`; `git-failed` where this host is to blame
 */
export async function receivePack(repository: string, options: ReceiveOptions): Promise<ReceivedPack> {
  const limits = { ...DEFAULT_PACK_LIMITS, ...options.limits };
  const { objects, bytes } = await readPackHeader(options.pack);
  if (bytes > limits.packBytes) {
    throw packTooLarge(`it has ${bytes} bytes, and at most ${limits.packBytes} are taken`);
  }
  if (objects > limits.objects) {
    throw packTooLarge(`it has ${objects} objects, and at most ${limits.objects} are taken`);
  }
  const view = await openView(repository, {
    temporaryDirectory: options.quarantine,
    signal: options.signal,
    alsoReadFrom: options.alsoReadFrom,
  });
  try {
    await indexPack(view, options.pack, limits);
    const arrived = await checkObjects(view, limits);
    if (options.signal?.aborted) throw new CancelledError(undefined, { cause: options.signal.reason });
    const { joining = (work) => work() } = options;
    const stored = await joining(() => joinStore(join(view.directory, 'objects'), options.store));
    return { ...stored, objects: arrived };
  } finally {
    await view.close();
  }
}
