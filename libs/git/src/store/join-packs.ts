import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { openView } from '../view.js';
import { joinStore, type StoredPack } from './join-store.js';
import { removePack, type PackFile } from './pack-files.js';

export interface JoinPacksOptions {
  /** Where the new pack is made, on the same file system as the store. */
  quarantine: string;
  signal?: AbortSignal;
}

/**
 * Makes one pack of several, so that objects stay quick to find; it is as young as the youngest of them. Whoever
 * reads meanwhile finds every object in the one or in the other.
 */
export async function joinPacks(
  store: string,
  packs: readonly PackFile[],
  { quarantine, signal }: JoinPacksOptions,
): Promise<StoredPack> {
  const view = await openView(store, { temporaryDirectory: quarantine, signal });
  try {
    const directory = join(view.directory, 'objects', 'pack');
    await mkdir(directory, { recursive: true });
    await view.git(['pack-objects', '--stdin-packs', '--threads=1', '-q', join(directory, 'pack')], {
      input: packs.map(({ name }) => `${name}.pack\n`).join(''),
    });
    const joined = await joinStore(join(view.directory, 'objects'), store);
    const youngest = new Date(Math.max(...packs.map(({ modifiedMs }) => modifiedMs)));
    await utimes(join(store, 'objects', 'pack', `${joined.name}.pack`), youngest, youngest);
    for (const pack of packs) if (pack.name !== joined.name) await removePack(store, pack.name);
    return joined;
  } finally {
    await view.close();
  }
}
