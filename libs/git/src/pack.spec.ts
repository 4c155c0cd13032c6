import { execFileSync } from 'node:child_process';
import { openRepository } from './open.js';
import type { Repository } from './repository.js';
import { newRig, type Rig, type TestRepository } from './rig/repositories.js';

const bytesOf = async (pack: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pack) chunks.push(chunk);
  return Buffer.concat(chunks);
};
const noise = (lines: number): string =>
  Array.from({ length: lines }, (_, index) => `line ${index * 7919}\n`).join('');
const children = (): string[] =>
  execFileSync('ps', ['--ppid', String(process.pid), '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('pack-objects'));

describe('a pack', () => {
  let rig: Rig;
  let source: TestRepository;
  let base: string;

  beforeEach(() => {
    rig = newRig();
    source = rig.repository('source');
    source.write('large', noise(20_000));
    source.write('other', 'other\n');
    base = source.commit('Base');
  });
  afterEach(() => rig[Symbol.dispose]());

  /** What a clone of the base has after it was given the pack. */
  const receive = (bytes: Buffer): TestRepository => {
    const clone = rig.repository('clone');
    clone.git('fetch', '--quiet', source.path, base);
    clone.gitWith({ input: bytes }, 'index-pack', '--stdin', '--fix-thin', '--strict');
    return clone;
  };
  const snapshot = async (repository: Repository): Promise<string> =>
    (await repository.snapshot({ kind: 'worktree' })).tree;

  it('carries a tree that is in the scratch store alone, as differences from the base', async () => {
    source.write('large', `${noise(20_000)}one more\n`);
    await using repository = await openRepository(source.path);
    const tree = await snapshot(repository);
    const bytes = await bytesOf(await repository.pack([tree], { exclude: [base] }));
    expect(bytes.length).toBeLessThan(1000);
    expect(receive(bytes).git('show', `${tree}:large`)).toMatch(/one more$/);
    expect(() => source.git('cat-file', '-e', tree)).toThrow('cat-file');
  });

  it('carries commits with their trees', async () => {
    source.write('more', 'more\n');
    const middle = source.commit('Middle');
    source.write('more', 'even more\n');
    const tip = source.commit('Tip');
    await using repository = await openRepository(source.path);
    const clone = receive(await bytesOf(await repository.pack([tip], { exclude: [base] })));
    expect(clone.git('rev-list', tip).split('\n')).toEqual([tip, middle, base]);
    expect(clone.git('show', `${middle}:more`)).toBe('more');
  });

  it('leaves unknown excludes out and is whole without any', async () => {
    await using repository = await openRepository(source.path);
    const pack = await repository.pack([base], { exclude: ['0'.repeat(39) + '1'] });
    const empty = rig.repository('empty');
    empty.gitWith({ input: await bytesOf(pack) }, 'index-pack', '--stdin', '--strict');
    expect(empty.git('show', `${base}:other`)).toBe('other');
  });

  it('of what is not there is refused', async () => {
    await using repository = await openRepository(source.path);
    const unknown = 'f'.repeat(40);
    await expect(repository.pack([unknown])).rejects.toMatchObject({ code: 'candidate-unknown' });
    await expect(repository.pack(['--all'])).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('ends its process when the reader stops', async () => {
    for (let index = 0; index < 3; index++) source.write(`bulk-${index}`, noise(300_000 + index));
    source.commit('Bulk');
    await using repository = await openRepository(source.path);
    const pack = await repository.pack([source.git('rev-parse', 'HEAD')]);
    for await (const chunk of pack) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(children()).toEqual([]);
  });

  it('is cancelled by its signal', async () => {
    await using repository = await openRepository(source.path);
    const controller = new AbortController();
    const pack = await repository.pack([base], { signal: controller.signal });
    controller.abort();
    await expect(bytesOf(pack)).rejects.toMatchObject({ code: 'cancelled' });
    expect(children()).toEqual([]);
  });

  it('fails where an object is missing', async () => {
    const blob = source.git('rev-parse', `${base}:other`);
    await using repository = await openRepository(source.path);
    execFileSync('rm', ['-f', `${source.path}/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`]);
    await expect(bytesOf(await repository.pack([base]))).rejects.toMatchObject({ code: 'git-failed' });
  });
});

describe('ancestry', () => {
  it('is told of commits, and no commit that is not there has any', async () => {
    using rig = newRig();
    const source = rig.repository();
    const first = source.commit('First');
    const second = source.commit('Second');
    await using repository = await openRepository(source.path);
    expect(await repository.isAncestor(first, second)).toBe(true);
    expect(await repository.isAncestor(first, first)).toBe(true);
    expect(await repository.isAncestor(second, first)).toBe(false);
    expect(await repository.isAncestor('e'.repeat(40), second)).toBe(false);
  });
});
