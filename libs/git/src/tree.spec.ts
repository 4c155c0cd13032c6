import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { openRepository } from './open.js';
import { newRig, type Rig, type TestRepository } from './rig/repositories.js';

describe('reading trees', () => {
  let rig: Rig;
  let source: TestRepository;
  beforeEach(() => {
    rig = newRig();
    source = rig.repository();
  });
  afterEach(() => rig[Symbol.dispose]());

  const looseObject = (oid: string) => join(source.path, '.git/objects', oid.slice(0, 2), oid.slice(2));
  /** Puts a content under a name, whatever git would think of it. */
  const forge = (oid: string, type: string, content: Buffer) => {
    mkdirSync(dirname(looseObject(oid)), { recursive: true });
    execFileSync('rm', ['-f', looseObject(oid)]);
    writeFileSync(
      looseObject(oid),
      deflateSync(Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])),
    );
  };
  /** Stores a tree that git's own commands would refuse to write. */
  const plant = (...entries: [mode: string, name: string, oid: string][]) => {
    const content = Buffer.concat(
      entries.flatMap(([mode, name, oid]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
    );
    const oid = createHash('sha1').update(`tree ${content.length}\0`).update(content).digest('hex');
    forge(oid, 'tree', content);
    return oid;
  };
  const blob = (content: string) => source.gitWith({ input: content }, 'hash-object', '-w', '--stdin');

  it('lists what git lists', async () => {
    for (const path of ['a', 'a.b/c', 'a/../z/y', 'a0']) source.write(path, path);
    chmodSync(join(source.path, 'a0'), 0o755);
    const commit = source.commit();
    await using repository = await openRepository(source.path);
    const lines = (await repository.listTree(commit)).map(
      ({ mode, oid, path }) => `${mode} blob ${oid}\t${path}`,
    );
    expect(lines.join('\n')).toBe(source.git('ls-tree', '-r', 'HEAD'));
    expect(await repository.treeOf(commit)).toBe(source.git('rev-parse', 'HEAD^{tree}'));
  });

  it('reads through replace refs, grafts and a lying commit graph to the real object', async () => {
    source.write('file', 'real');
    const real = source.commit();
    const tree = source.git('rev-parse', 'HEAD^{tree}');
    source.write('file', 'fake');
    const fake = source.commit();
    source.git('replace', real, fake);
    expect(source.git('rev-parse', `${real}^{tree}`)).not.toBe(tree);
    await using repository = await openRepository(source.path);
    expect(await repository.treeOf(real)).toBe(tree);
    expect(await repository.snapshot({ kind: 'commit', revision: real })).toEqual({ commit: real, tree });
  });

  it('refuses an object whose content does not match its name', async () => {
    source.write('file', 'approved');
    const commit = source.commit();
    const oid = source.git('rev-parse', 'HEAD:file');
    forge(oid, 'blob', Buffer.from('forged!!'));
    expect(source.git('cat-file', '-p', oid)).toBe('forged!!');
    await using repository = await openRepository(source.path);
    await expect(repository.readBlob(commit, 'file')).rejects.toMatchObject({ code: 'candidate-unknown' });
    await expect(repository.materialise(commit, rig.path('out'))).rejects.toThrow(/another content/);
  });

  it('refuses a tree whose content does not match its name, in every answer about it', async () => {
    source.write('file', 'x');
    const commit = source.commit();
    const tree = source.git('rev-parse', 'HEAD^{tree}');
    forge(tree, 'tree', Buffer.alloc(0));
    await using repository = await openRepository(source.path);
    await expect(repository.listTree(commit)).rejects.toThrow(/another content/);
    await expect(repository.snapshot({ kind: 'commit', revision: 'HEAD' })).rejects.toThrow(
      /another content/,
    );
    await expect(repository.diffTrees(repository.emptyTree, commit)).rejects.toThrow(/another content/);
  });

  it.each([
    ['..', /no valid/],
    ['.', /no valid/],
    ['.git', /take for .git/],
    ['.GIT', /take for .git/],
    ['.git. ', /take for .git/],
    ['GIT~1', /take for .git/],
    ['.g\u200cit', /take for .git/],
    ['a/b', /no valid/],
  ])('refuses a tree with the name %j', async (name, message) => {
    const tree = plant(['100644', name, blob('x')]);
    await using repository = await openRepository(source.path);
    await expect(repository.assertSafeTree(tree)).rejects.toThrow(message);
    await expect(repository.materialise(tree, rig.path('out'))).rejects.toMatchObject({
      code: 'unsafe-tree',
    });
  });

  it('refuses a name that stands for a link and a directory at once', async () => {
    const inner = plant(['100644', 'file', blob('x')]);
    const tree = plant(['120000', 'a', blob('.')], ['40000', 'a', inner]);
    await using repository = await openRepository(source.path);
    await expect(repository.materialise(tree, rig.path('out'))).rejects.toThrow(/no single name/);
  });

  it('refuses a tree that unfolds without end before it has unfolded', async () => {
    let tree = plant(['100644', 'file', blob('x')]);
    for (let level = 0; level < 12; level++) {
      const child = tree;
      tree = plant(
        ...Array.from({ length: 10 }, (_, i): [string, string, string] => ['40000', `d${i}`, child]),
      );
    }
    await using repository = await openRepository(source.path);
    await expect(repository.listTree(tree)).rejects.toThrow(/more than 1000000 entries/);
  });

  it('reads one file, many files and nothing for what is not there', async () => {
    source.write('dir/a', 'A');
    source.write('b', 'B');
    const commit = source.commit();
    await using repository = await openRepository(source.path);
    expect((await repository.readBlob(commit, 'dir/a'))?.toString()).toBe('A');
    for (const path of ['dir', 'dir/a/x', 'nothing', '', '/b', 'dir/../b']) {
      expect(await repository.readBlob(commit, path)).toBeUndefined();
    }
    const blobs = await repository.readBlobs(commit, ['b', 'nothing', 'dir/a', 'b']);
    expect([...blobs].map(([path, content]) => [path, content.toString()])).toEqual([
      ['b', 'B'],
      ['dir/a', 'A'],
    ]);
  });

  it('refuses a file beyond the bound', async () => {
    source.write('file', 'x'.repeat(2000));
    const commit = source.commit();
    await using repository = await openRepository(source.path);
    await expect(repository.readBlob(commit, 'file', { maxBytes: 1999 })).rejects.toMatchObject({
      code: 'request-too-large',
    });
    expect(await repository.readBlob(commit, 'file', { maxBytes: 2000 })).toHaveLength(2000);
  });

  it('reads objects from alternates, also through a chain of them', async () => {
    source.write('file', 'x');
    const commit = source.commit();
    source.git('clone', '-q', '--shared', '--no-checkout', '.', rig.path('one'));
    source.git('clone', '-q', '--shared', '--no-checkout', rig.path('one'), rig.path('two'));
    await using repository = await openRepository(rig.path('two'));
    expect((await repository.readBlob(commit, 'file'))?.toString()).toBe('x');
  });

  it('works on a shallow clone, where history ends early', async () => {
    for (const content of ['one', 'two', 'three']) {
      source.write('file', content);
      source.commit();
    }
    source.git('clone', '-q', '--depth=2', `file://${source.path}`, rig.path('shallow'));
    await using repository = await openRepository(rig.path('shallow'));
    const { commit } = await repository.resolve('HEAD');
    const parent = await repository.tryResolve('HEAD~1');
    expect(await repository.tryResolve('HEAD~2')).toBeUndefined();
    expect(await repository.mergeBase('HEAD', 'HEAD~1')).toBe(parent);
    const author = { name: 'A', email: 'a@example.org' };
    const tree = await repository.treeOf(parent ?? '');
    const next = await repository.commitTree({ tree, parents: [commit], message: 'Back', author });
    await repository.publish([next]);
    await repository.updateRef('refs/heads/main', { from: commit, to: next });
    expect(await repository.resolve('main')).toEqual({ ref: 'main', commit: next });
  });

  it('tells what is not there from what is no object id', async () => {
    await using repository = await openRepository(source.path);
    await expect(repository.treeOf('1'.repeat(40))).rejects.toMatchObject({ code: 'candidate-unknown' });
    await expect(repository.listTree('1'.repeat(40))).rejects.toMatchObject({ code: 'candidate-unknown' });
    await expect(repository.treeOf(blob('x'))).rejects.toMatchObject({ code: 'candidate-unknown' });
    for (const oid of ['HEAD', '--all', '', '1'.repeat(64)]) {
      await expect(repository.treeOf(oid)).rejects.toMatchObject({ code: 'invalid-request' });
    }
  });

  it('ends with an error, not in silence, where a pack is damaged', async () => {
    source.write('file', 'x'.repeat(5000));
    const commit = source.commit();
    source.git('repack', '-adq');
    const pack = execFileSync('sh', ['-c', 'ls .git/objects/pack/*.pack'], {
      cwd: source.path,
      encoding: 'utf8',
    }).trim();
    const content = readFileSync(join(source.path, pack));
    content.fill(0xff, 20, content.length - 20);
    chmodSync(join(source.path, pack), 0o644);
    writeFileSync(join(source.path, pack), content);
    await using repository = await openRepository(source.path);
    await expect(repository.materialise(commit, rig.path('out'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(git-failed|candidate-unknown)$/),
    });
  });
});
