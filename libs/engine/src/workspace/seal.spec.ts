import { chmod, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sealFiles } from './seal.js';

describe('the seal on the files of a workspace', () => {
  let directory: string;
  const file = () => path.join(directory, 'a.json');
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qg-seal-'));
    await writeFile(file(), 'one');
    await writeFile(path.join(directory, 'b.ts'), 'two');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('holds while files are read, and others come', async () => {
    const touched = await sealFiles(directory, new Set(['a.json', 'b.ts']));
    await readFile(file());
    await writeFile(path.join(directory, 'c.ts'), 'three');
    expect(await touched()).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['written', () => writeFile(file(), 'two')],
    [
      'written, and put back with its times',
      async () => {
        const { atime, mtime } = await stat(file());
        await writeFile(file(), 'two');
        await writeFile(file(), 'one');
        await utimes(file(), atime, mtime);
      },
    ],
    [
      'replaced by another that is the same',
      async () => {
        await writeFile(path.join(directory, 'new'), 'one');
        await rename(path.join(directory, 'new'), file());
      },
    ],
    ['taken away', () => rm(file())],
    ['made a program', () => chmod(file(), 0o755)],
  ])('is broken where a file is %s', async (_, touch) => {
    const touched = await sealFiles(directory, new Set(['b.ts', 'a.json']));
    await touch();
    expect(await touched()).toEqual(['a.json']);
  });
});
