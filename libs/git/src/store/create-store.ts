import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { isErrno } from '../read-file.js';
import { join } from 'node:path';

/** Makes an empty bare repository of our own, whole or not at all; one that is there stays as it is. */
export async function createStore(path: string, objectFormat: 'sha1' | 'sha256'): Promise<void> {
  if (await exists(path)) return;
  const fresh = `${path}.${randomUUID()}`;
  try {
    for (const directory of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags', 'info']) {
      await mkdir(join(fresh, directory), { recursive: true, mode: 0o700 });
    }
    const config = [
      '[core]',
      `\trepositoryformatversion = ${objectFormat === 'sha256' ? 1 : 0}`,
      '\tbare = true',
      ...(objectFormat === 'sha256' ? ['[extensions]', '\tobjectformat = sha256'] : []),
    ];
    await writeFile(join(fresh, 'config'), `${config.join('\n')}\n`);
    await writeFile(join(fresh, 'HEAD'), 'ref: refs/heads/main\n');
    await rename(fresh, path);
  } catch (error) {
    // Another may have been faster.
    if (!(isErrno(error, 'ENOTEMPTY', 'EEXIST') && (await exists(path)))) throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(join(path, 'HEAD')).catch(() => undefined)) !== undefined;
}
