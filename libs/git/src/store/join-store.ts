import { readdir, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { packInvalid } from '../errors.js';
import { PACK_ENDINGS, packBytes, type PackFile } from './pack-files.js';

export type StoredPack = Pick<PackFile, 'name' | 'bytes'>;

/** Moves the one pack of a scratch store into a store on the same file system, visible all at once. */
export async function joinStore(scratchObjects: string, store: string): Promise<StoredPack> {
  const from = join(scratchObjects, 'pack');
  const into = join(store, 'objects', 'pack');
  const names = await readdir(from).catch((): string[] => []);
  const name = names.find((file) => /^pack-[0-9a-f]{40,64}\.idx$/.test(file))?.slice(0, -'.idx'.length);
  if (name === undefined) throw packInvalid('it is empty');
  const present = await stat(join(into, `${name}.idx`)).catch(() => undefined);
  if (!present) {
    for (const ending of PACK_ENDINGS) {
      if (names.includes(name + ending)) await rename(join(from, name + ending), join(into, name + ending));
    }
  }
  const now = new Date();
  await utimes(join(into, `${name}.pack`), now, now);
  return { name, bytes: await packBytes(store, name) };
}
