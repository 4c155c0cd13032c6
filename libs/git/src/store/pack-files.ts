import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A pack that lies in a store. */
export interface PackFile {
  /** The name of its files without their endings. */
  name: string;
  /** The size of its files together. */
  bytes: number;
  /** When it came, or came again. */
  modifiedMs: number;
}

/** What belongs to one pack. The index comes last: git takes a pack for present once it sees its index. */
export const PACK_ENDINGS = ['.rev', '.pack', '.idx'] as const;

/** The packs of a store, the oldest first; none where the store is not there. */
export async function listPacks(store: string): Promise<PackFile[]> {
  const directory = join(store, 'objects', 'pack');
  const names = await readdir(directory).catch((): string[] => []);
  const packs: PackFile[] = [];
  for (const file of names) {
    if (!file.endsWith('.pack')) continue;
    const name = file.slice(0, -'.pack'.length);
    const pack = await stat(join(directory, file)).catch(() => undefined);
    if (pack) packs.push({ name, bytes: await packBytes(store, name), modifiedMs: pack.mtimeMs });
  }
  return packs.toSorted((a, b) => a.modifiedMs - b.modifiedMs);
}

/** The size of a pack's files together. */
export async function packBytes(store: string, name: string): Promise<number> {
  const sizes = await Promise.all(
    PACK_ENDINGS.map((ending) =>
      stat(join(store, 'objects', 'pack', name + ending)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Removes a pack, so that git never sees half of it. Whoever reads from it goes on. */
export async function removePack(store: string, name: string): Promise<void> {
  for (const ending of PACK_ENDINGS.toReversed()) {
    await rm(join(store, 'objects', 'pack', name + ending), { force: true });
  }
}
