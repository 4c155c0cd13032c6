import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { openRepository } from '../open.js';
import { nameOf, packWith, repeating, treeWith, type PackEntry } from '../rig/packs.js';
import { newRig, type Rig, type TestRepository } from '../rig/repositories.js';
import { createStore } from './create-store.js';
import { receivePack, type ReceivedPack, type ReceiveOptions } from './receive-pack.js';

const MIB = 1_048_576;

describe('a pack from outside', () => {
  let rig: Rig;
  let trusted: TestRepository;
  let agent: TestRepository;
  let base: string;
  let store: string;
  let quarantine: string;

  beforeEach(async () => {
    rig = newRig();
    trusted = rig.repository('trusted');
    trusted.write('file', 'a file of the base\n'.repeat(100));
    base = trusted.commit('Base');
    trusted.git('clone', '--quiet', trusted.path, rig.path('agent'));
    agent = rig.repository('agent');
    [store, quarantine] = [rig.path('store.git'), rig.path('quarantine')];
    mkdirSync(quarantine);
    await createStore(store, 'sha1');
  });
  afterEach(() => {
    // Whatever came of it, nothing stays in quarantine.
    expect(readdirSync(quarantine)).toEqual([]);
    rig[Symbol.dispose]();
  });

  const receive = (pack: Buffer, options: Partial<ReceiveOptions> = {}): Promise<ReceivedPack> => {
    writeFileSync(rig.path('pack'), pack);
    return receivePack(trusted.path, { pack: rig.path('pack'), store, quarantine, ...options });
  };
  const stored = () => readdirSync(join(store, 'objects', 'pack')).toSorted();
  const refuses = async (
    pack: Buffer,
    message: RegExp,
    options: Partial<ReceiveOptions> = {},
    code = 'pack-invalid',
  ) => {
    const refusal = receive(pack, options);
    await expect(refusal).rejects.toMatchObject({ code, mend: expect.any(String) as unknown });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow(rig.directory);
    expect(stored()).toEqual([]);
  };
  /** The pack of the agent's work tree, thin against the base. */
  const candidate = async (): Promise<{ tree: string; pack: Buffer }> => {
    await using repository = await openRepository(agent.path);
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of await repository.pack([tree], { exclude: [base] })) chunks.push(chunk);
    return { tree, pack: Buffer.concat(chunks) };
  };

  it('joins the store, and not the repository that it builds on', async () => {
    agent.write('file', `${'a file of the base\n'.repeat(100)}and a line\n`);
    const { tree, pack } = await candidate();
    const received = await receive(pack);
    expect(stored()).toContain(`${received.name}.idx`);
    expect(received.bytes).toBeGreaterThan(pack.length);
    await using repository = await openRepository(trusted.path, { alsoReadFrom: [store] });
    expect(await repository.readBlob(tree, 'file')).toHaveLength(1911);
    expect(() => trusted.git('cat-file', '-e', tree)).toThrow('cat-file');
    // Complete: what was thin now stands for itself.
    expect(() => trusted.git('--git-dir', store, 'fsck', '--connectivity-only')).not.toThrow();
  });

  it('is taken once where it comes many times at once, and is then as young as the last time', async () => {
    agent.write('new', 'new\n');
    const { pack } = await candidate();
    const names = (await Promise.all([receive(pack), receive(pack), receive(pack)])).map(({ name }) => name);
    expect(new Set(names).size).toBe(1);
    const file = join(store, 'objects', 'pack', `${names[0]}.pack`);
    utimesSync(file, 1, 1);
    await receive(pack);
    expect(statSync(file).mtimeMs).toBeGreaterThan(1_000_000);
    expect(stored().filter((name) => name.endsWith('.pack'))).toHaveLength(1);
  });

  it('may hold symbolic links, which are judged with the whole tree', async () => {
    const link: PackEntry = { type: 'blob', content: '../../etc/passwd' };
    const tree = treeWith(['120000', 'link', nameOf('blob', link.content)]);
    await receive(packWith([link, { type: 'tree', content: tree }]));
    await using repository = await openRepository(trusted.path, { alsoReadFrom: [store] });
    await expect(repository.assertSafeTree(nameOf('tree', tree))).rejects.toMatchObject({
      code: 'unsafe-tree',
    });
  });

  const whole = packWith([{ type: 'blob', content: 'some content' }]);
  it.each<[string, Buffer, RegExp]>([
    ['is empty', Buffer.alloc(0), /begin like/],
    ['is garbage', Buffer.from('<html>this is no pack at all</html>'), /begin like/],
    ['has an unknown version', packWith([], { version: 9 }), /version 9/],
    ['is cut short', whole.subarray(0, -24), /./],
    ['has lost its trailer', whole.subarray(0, -20), /./],
    [
      'has a wrong trailer',
      packWith([{ type: 'blob', content: 'x' }], { trailer: Buffer.alloc(20, 7) }),
      /SHA1 mismatch|corrupted/,
    ],
    ['has something behind it', Buffer.concat([whole, Buffer.from('more')]), /junk|corrupt/],
    ['has fewer objects than it says', packWith([{ type: 'blob', content: 'x' }], { says: 2 }), /./],
    [
      'has more objects than it says',
      packWith(
        [
          { type: 'blob', content: 'x' },
          { type: 'blob', content: 'y' },
        ],
        { says: 1 },
      ),
      /./,
    ],
    ['lies about the size of an object', packWith([{ type: 'blob', content: 'x', says: 100 }]), /./],
    [
      'builds on an object that nobody has',
      packWith([{ type: 'ref-delta', on: 'ab'.repeat(20), content: repeating(4, 4, 8) }]),
      /unresolved/,
    ],
    [
      'has a tree without its file',
      packWith([{ type: 'tree', content: treeWith(['100644', 'file', 'ab'.repeat(20)]) }]),
      /did not receive expected object/,
    ],
    ['has a tree that is no tree', packWith([{ type: 'tree', content: 'nonsense' }]), /./],
  ])('is refused where it %s', async (_, pack, message) => {
    await refuses(pack, message);
  });

  const file: PackEntry = { type: 'blob', content: 'content' };
  const oid = nameOf('blob', file.content);
  it.each<[string, Array<[string, string, string]>, RegExp]>([
    ['.git', [['100644', '.git', oid]], /hasDotgit/],
    ['.GIT', [['100644', '.GIT', oid]], /hasDotgit/],
    ['git~1', [['100644', 'git~1', oid]], /hasDotgit/],
    ['.git with a stream', [['100644', '.git::$INDEX_ALLOCATION', oid]], /hasDotgit|\.git/],
    ['.git with an ignorable character', [['100644', '.g\u200cit', oid]], /hasDotgit/],
    ['..', [['100644', '..', oid]], /hasDotdot/],
    ['.', [['100644', '.', oid]], /hasDot/],
    ['a name with a slash', [['100644', 'a/b', oid]], /fullPathname/],
    ['an empty name', [['100644', '', oid]], /emptyName|empty filename/],
    [
      'the same name twice',
      [
        ['100644', 'a', oid],
        ['100644', 'a', oid],
      ],
      /duplicateEntries/,
    ],
    [
      'a file and a folder of one name',
      [
        ['100644', 'a', oid],
        ['100644', 'a-', oid],
        ['40000', 'a', '4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
      ],
      /duplicateEntries/,
    ],
    [
      'names out of order',
      [
        ['100644', 'b', oid],
        ['100644', 'a', oid],
      ],
      /treeNotSorted/,
    ],
    ['a null id', [['100644', 'a', '0'.repeat(40)]], /null/i],
    ['an unknown mode', [['100000777', 'a', oid]], /mode/],
    ['a folder that is a file', [['40000', 'a', oid]], /./],
  ])('is refused with a tree that holds %s', async (_, entries, message) => {
    await refuses(
      packWith([file, { type: 'tree', content: '' }, { type: 'tree', content: treeWith(...entries) }]),
      message,
    );
  });

  it('is refused where an object builds on what only another upload has', async () => {
    agent.write('first', 'first\n');
    const { pack } = await candidate();
    await receive(pack);
    const known = nameOf('blob', 'first\n');
    const tree = treeWith(['100644', 'first', known]);
    const refusal = receive(packWith([{ type: 'tree', content: tree }]));
    await expect(refusal).rejects.toMatchObject({ code: 'pack-invalid' });
    const thin = receive(packWith([{ type: 'ref-delta', on: known, content: repeating(6, 6, 12) }]));
    await expect(thin).rejects.toMatchObject({ code: 'pack-invalid' });
    expect(stored().filter((name) => name.endsWith('.pack'))).toHaveLength(1);
  });

  it('is refused where it gives a known name to another content', async () => {
    const honest = 'what the name stands for';
    const name = nameOf('blob', honest);
    const directory = join(trusted.path, '.git', 'objects', name.slice(0, 2));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, name.slice(2)), deflateSync('blob 6\0forged'));
    await refuses(packWith([{ type: 'blob', content: honest }]), /collision/i);
  });

  it.each<[string, () => Buffer, Partial<ReceiveOptions['limits'] & object>, RegExp]>([
    ['has too many bytes', () => whole, { packBytes: whole.length - 1 }, /bytes/],
    [
      'says that it has too many objects',
      () => packWith([], { says: 0xffff_ffff }),
      {},
      /4294967295 objects/,
    ],
    [
      'has an object that inflates too far',
      () => packWith([{ type: 'blob', content: Buffer.alloc(3 * MIB) }]),
      { objectBytes: 2 * MIB },
      /its blob [0-9a-f]{40} has 3145728 bytes, and at most 2097152/,
    ],
    [
      'has a tree with too many entries',
      () => {
        const names = Array.from({ length: 40_000 }, (_, index) => String(index).padStart(6, '0'));
        const blob: PackEntry = { type: 'blob', content: 'x' };
        const entries = names.map((name) => ['100644', name, nameOf('blob', 'x')] as const);
        return packWith([blob, { type: 'tree', content: treeWith(...entries) }]);
      },
      { treeBytes: MIB },
      /its tree/,
    ],
    [
      'inflates too far in all',
      () => packWith([1, 2, 3].map((fill) => ({ type: 'blob', content: Buffer.alloc(MIB, fill) }))),
      { inflatedBytes: 2 * MIB },
      /inflates to 3145728/,
    ],
    [
      'is a zlib bomb in a tree',
      () => packWith([{ type: 'tree', content: Buffer.alloc(100 * MIB) }]),
      { memoryBytes: 96 * MIB },
      /memory/,
    ],
    [
      'says that an object is huge',
      () => packWith([{ type: 'commit', content: 'x', says: 2 ** 42 }]),
      {},
      /memory/,
    ],
  ])('is refused where it %s', async (_, pack, limits, message) => {
    await refuses(pack(), message, { limits }, 'request-too-large');
  });

  it('is refused where a few bytes of difference make a huge object', async () => {
    const small: PackEntry = { type: 'blob', content: Buffer.alloc(60_000, 'x') };
    const bomb = repeating(60_000, 60_000, 60_000 * 20_000);
    const pack = packWith([small, { type: 'ref-delta', on: nameOf('blob', small.content), content: bomb }]);
    expect(pack.length).toBeLessThan(10_000);
    await refuses(pack, /memory/, { limits: { memoryBytes: 768 * MIB } }, 'request-too-large');
  });

  it('is refused where completing it takes too much disk', async () => {
    const large = randomBytes(300_000);
    trusted.write('large', large);
    trusted.commit('Large');
    const delta = repeating(large.length, 4, 8);
    const pack = packWith([{ type: 'ref-delta', on: nameOf('blob', large), content: delta }]);
    await refuses(pack, /disk/, { limits: { packBytes: 10_000 } }, 'request-too-large');
  });

  it('leaves nothing behind where the work is cancelled', async () => {
    const controller = new AbortController();
    const refusal = receive(whole, { signal: controller.signal });
    controller.abort();
    await expect(refusal).rejects.toMatchObject({ code: 'cancelled' });
    expect(stored()).toEqual([]);
  });

  it('is not blamed for what this host cannot do', async () => {
    const missing = receive(whole, { store: rig.path('no-store.git') });
    await expect(missing).rejects.not.toMatchObject({ code: 'pack-invalid' });
  });
});

describe('a store', () => {
  it('is made once, for its owner alone, and git takes it for a repository', async () => {
    using rig = newRig();
    const path = rig.path('objects', 'store.git');
    mkdirSync(rig.path('objects'));
    await Promise.all([createStore(path, 'sha1'), createStore(path, 'sha1'), createStore(path, 'sha1')]);
    writeFileSync(join(path, 'mark'), '');
    await createStore(path, 'sha1');
    expect(existsSync(join(path, 'mark'))).toBe(true);
    expect(readdirSync(rig.path('objects'))).toEqual(['store.git']);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(rig.repository('any').git('--git-dir', path, 'rev-parse', '--is-bare-repository')).toBe('true');
  });

  it('can be one of the longer names', async () => {
    using rig = newRig();
    await createStore(rig.path('store.git'), 'sha256');
    await using repository = await openRepository(rig.path('store.git'));
    expect(repository.objectFormat).toBe('sha256');
  });
});
