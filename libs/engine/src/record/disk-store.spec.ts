import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import cacache from 'cacache';
import { z } from 'zod';
import { type DiskStore, openDiskStore } from './disk-store.js';

const schema = z.strictObject({ text: z.string() });
type Value = z.infer<typeof schema>;

describe('openDiskStore', () => {
  let parent: string;
  let directory: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'qg-store-'));
    directory = path.join(parent, 'store');
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  const open = (bounds: { maxEntries?: number; maxBytes?: number } = {}): DiskStore<Value> =>
    openDiskStore({ directory, schema, maxEntries: 100, maxBytes: 1_000_000, ...bounds });

  it('gives what was put last, across openings, and lets nobody else read it', async () => {
    await open().put('key', { text: 'old' });
    await open().put('key', { text: 'new' });
    expect(await open().get('key')).toEqual({ text: 'new' });
    expect(await open().get('other')).toBeUndefined();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['torn', (text: string) => text.slice(0, -3)],
    ['empty', () => ''],
    ['changed', (text: string) => text.replace('right', 'wrong')],
  ])('takes an entry that is %s for none, and can be given it again', async (_, spoil) => {
    await open().put('key', { text: 'right' });
    for (const file of await filesBelow(path.join(directory, 'content-v2'))) {
      await writeFile(file, spoil(await readFile(file, 'utf8')));
    }
    expect(await open().get('key')).toBeUndefined();
    expect(await open().get('key')).toBeUndefined();
    await open().put('key', { text: 'right' });
    expect(await open().get('key')).toEqual({ text: 'right' });
  });

  it('falls back to what was there before where the last line of its index is torn', async () => {
    await open().put('key', { text: 'old' });
    await open().put('key', { text: 'new' });
    for (const file of await filesBelow(path.join(directory, 'index-v5'))) {
      await writeFile(file, (await readFile(file, 'utf8')).slice(0, -9));
    }
    expect(await open().get('key')).toEqual({ text: 'old' });
  });

  it('takes an entry of another form for none', async () => {
    const other = openDiskStore({ directory, schema: z.any(), maxEntries: 9, maxBytes: 999 });
    await other.put('key', { text: 'x', more: 1 });
    expect(await open().get('key')).toBeUndefined();
    await cacache.put(directory, 'key', 'no JSON');
    expect(await open().get('key')).toBeUndefined();
  });

  it("takes another key's entry for none", async () => {
    await open().put('key', { text: 'x' });
    await cacache.put(directory, 'other', (await cacache.get(directory, 'key')).data);
    expect(await open().get('other')).toBeUndefined();
    expect(await open().get('key')).toEqual({ text: 'x' });
  });

  it('does not grow when one key is put again and again', async () => {
    const store = open();
    for (let index = 0; index < 50; index += 1) await store.put('key', { text: `${index % 20}` });
    expect(await store.get('key')).toEqual({ text: '9' });
    expect(await filesBelow(path.join(directory, 'content-v2'))).toHaveLength(2);
    const [bucket = ''] = await filesBelow(path.join(directory, 'index-v5'));
    expect((await readFile(bucket, 'utf8')).trim().split('\n').length).toBeLessThan(20);
  });

  it('sweeps away what killed writers have left behind, once a day, and nothing else', async () => {
    await open().put('key', { text: 'x' });
    const left = path.join(directory, 'tmp/left-behind');
    await writeFile(left, '');
    await open().put('key', { text: 'y' });
    expect(await filesBelow(path.join(directory, 'tmp'))).toEqual([left]);
    await utimes(path.join(directory, 'last-swept'), 0, 0);
    await open().put('other', { text: 'z' });
    expect(await filesBelow(path.join(directory, 'tmp'))).toEqual([]);
    expect(await open().get('key')).toEqual({ text: 'y' });
  });

  it('gives up the oldest entries when there are too many', async () => {
    const store = open({ maxEntries: 3 });
    for (let index = 0; index < 200; index += 1) await store.put(`key ${index}`, { text: `${index}` });
    expect(await store.get('key 0')).toBeUndefined();
    expect(await store.get('key 199')).toEqual({ text: '199' });
    expect(await filesBelow(path.join(directory, 'index-v5'))).toHaveLength(3);
    expect(await filesBelow(path.join(directory, 'content-v2'))).toHaveLength(3);
  });

  it('gives up the oldest entries when they are too large together', async () => {
    const store = open({ maxBytes: 1000 });
    for (let index = 0; index < 9; index += 1) await store.put(`${index}`, { text: `${index}`.repeat(300) });
    expect(await store.get('0')).toBeUndefined();
    expect(await store.get('8')).toBeDefined();
    expect((await filesBelow(path.join(directory, 'content-v2'))).length).toBeLessThanOrEqual(4);
  });

  it('loses nothing of what is put while old entries are given up', async () => {
    const store = open({ maxEntries: 500 });
    const keys = Array.from({ length: 250 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => store.put(key, { text: key })));
    for (const key of keys) expect(await store.get(key)).toEqual({ text: key });
  });

  it('says when the storage fails', async () => {
    await writeFile(directory, 'a file');
    await expect(open().put('key', { text: 'x' })).rejects.toThrow('ENOTDIR');
    await expect(open().get('key')).rejects.toThrow('ENOTDIR');
  });
});

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
