import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitOptions } from './commit.js';
import { openRepository } from './open.js';
import type { Repository } from './repository.js';
import { newRig, type Rig, type TestRepository } from './rig/repositories.js';

const AUTHOR = { name: 'Ada', email: 'ada@example.org', date: new Date('2024-05-06T07:08:09Z') };

describe('committing, publishing and moving refs', () => {
  let rig: Rig;
  let source: TestRepository;
  let repository: Repository;
  let base: string;
  beforeEach(async () => {
    rig = newRig();
    source = rig.repository();
    source.write('file', 'one\n');
    base = source.commit('Base');
    repository = await openRepository(source.path);
  });
  afterEach(async () => {
    await repository.close();
    rig[Symbol.dispose]();
  });

  const change = async (options: Partial<CommitOptions> = {}) => {
    source.write('file', 'two\n');
    source.write('new/file', 'three\n');
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    return repository.commitTree({ tree, parents: [base], message: 'Change', author: AUTHOR, ...options });
  };

  it('reads the message of a commit, and of nothing else', async () => {
    const commit = await change({ message: 'Subject\n\nBody\n\nKey: värde\n' });
    expect(await repository.messageOf(commit)).toBe('Subject\n\nBody\n\nKey: värde\n');
    expect(await repository.messageOf(await repository.treeOf(commit))).toBeUndefined();
    expect(await repository.messageOf('1'.repeat(40))).toBeUndefined();
  });

  it('writes exactly the commit that was asked for', async () => {
    const committer = { name: 'Gate', email: 'gate@example.org', date: new Date(0) };
    const commit = await change({ message: '-m looks like an option\n\n# and a comment', committer });
    await repository.publish([commit]);
    expect(source.git('cat-file', 'commit', commit)).toBe(
      [
        `tree ${source.git('rev-parse', `${commit}^{tree}`)}`,
        `parent ${base}`,
        'author Ada <ada@example.org> 1714979289 +0000',
        'committer Gate <gate@example.org> 0 +0000',
        '',
        '-m looks like an option',
        '',
        '# and a comment',
      ].join('\n'),
    );
  });

  it.each([
    ['an empty name', { author: { name: ' ', email: 'a@b' } }],
    ['an address with a line end', { author: { name: 'a', email: 'a\nparent x' } }],
    ['a message with a NUL byte', { message: 'a\0b' }],
    ['a tree that is none', { tree: '--help' }],
  ])('refuses %s', async (_, options) => {
    await expect(change(options)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('keeps new objects to itself until they are published', async () => {
    const commit = await change();
    expect(await repository.has(commit)).toBe(true);
    expect(() => source.git('cat-file', '-e', commit)).toThrow('Command failed');
    await repository.publish([commit]);
    source.git('cat-file', '-e', commit);
    source.git('fsck', '--strict', commit);
    await repository.publish([commit]);
  });

  it('publishes a tree alone, the empty tree and many objects at once', async () => {
    for (let file = 0; file < 150; file++) source.write(`many/${file}`, `${file}`);
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    await repository.publish([tree, repository.emptyTree]);
    expect(source.git('ls-tree', '-r', tree).split('\n')).toHaveLength(151);
    expect(
      readdirSync(join(source.path, '.git/objects/pack')).filter((name) => name.endsWith('.pack')),
    ).toHaveLength(1);
  });

  it('publishes to another repository only what it lacks, and lets nothing be missing there', async () => {
    const target = rig.repository('target', '--bare');
    await repository.publish([base], { to: target.path });
    target.git('update-ref', 'refs/heads/main', base);
    const commit = await change();
    await repository.publish([commit], { to: target.path, exclude: [base] });
    target.git('fsck', '--strict', '--connectivity-only', commit);
    expect(target.git('show', `${commit}:new/file`)).toBe('three');
    expect(target.git('count-objects')).toMatch(/^8 objects/);
  });

  it('publishes no object whose content does not match its name', async () => {
    const target = rig.repository('target', '--bare');
    const commit = await change();
    await repository.publish([commit]);
    const oid = source.git('rev-parse', `${commit}:file`);
    const path = join(source.path, '.git/objects', oid.slice(0, 2), oid.slice(2));
    const other = source.gitWith({ input: 'forged' }, 'hash-object', '-w', '--stdin');
    rmSync(path);
    copyFileSync(join(source.path, '.git/objects', other.slice(0, 2), other.slice(2)), path);
    await using fresh = await openRepository(source.path);
    await expect(fresh.publish([commit], { to: target.path })).rejects.toMatchObject({
      code: expect.stringMatching(/git-failed|candidate-unknown/),
    });
    expect(() => target.git('cat-file', '-e', commit)).toThrow('Command failed');
  });

  it('names what is not there to be published', async () => {
    await expect(repository.publish(['1'.repeat(40)])).rejects.toMatchObject({ code: 'candidate-unknown' });
  });

  it('moves a ref from where it is expected, once', async () => {
    const commit = await change();
    const move = () => repository.updateRef('refs/heads/main', { from: base, to: commit });
    await expect(move()).rejects.toMatchObject({ code: 'candidate-unknown' });
    await repository.publish([commit]);
    const results = await Promise.allSettled([move(), move(), move()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ref-moved' });
    }
    expect(source.git('rev-parse', 'main')).toBe(commit);
    await expect(
      repository.updateRef('refs/heads/main', { from: undefined, to: base }),
    ).rejects.toMatchObject({ code: 'ref-moved' });
    await expect(repository.updateRef('refs/heads/none', { from: base, to: commit })).rejects.toThrow(
      /does not exist/,
    );
  });

  it('makes a ref, and moves one that is packed', async () => {
    await repository.updateRef('refs/heads/agent/1', { from: undefined, to: base });
    source.git('pack-refs', '--all');
    const commit = await change();
    await repository.publish([commit]);
    await repository.updateRef('refs/heads/agent/1', { from: base, to: commit });
    expect(source.git('rev-parse', 'agent/1')).toBe(commit);
    expect(await repository.tryResolve('agent/1')).toBe(commit);
  });

  it('never moves what a symbolic ref points to', async () => {
    source.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    const commit = await change();
    await repository.publish([commit]);
    await repository.updateRef('refs/heads/alias', { from: base, to: commit });
    expect(source.git('rev-parse', 'main')).toBe(base);
  });

  it.each([
    'main',
    'HEAD',
    'refs/heads/',
    'refs/heads/../../config',
    'refs/heads/a b',
    'refs/heads/x.lock',
    'refs/heads/-\0x',
    'refs//x',
  ])('refuses the ref name %j', async (ref) => {
    await expect(repository.updateRef(ref, { from: undefined, to: base })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  it('resolves a branch before a tag of its name, and nothing that could be an option', async () => {
    const commit = await change();
    await repository.publish([commit]);
    source.git('tag', 'main', commit);
    source.git('update-ref', 'refs/heads/HEAD', commit);
    source.git('update-ref', `refs/heads/refs/heads/main`, commit);
    expect(await repository.resolve('main')).toEqual({ ref: 'main', commit: base });
    expect(await repository.tryResolve('HEAD')).toBe(base);
    expect(await repository.tryResolve('refs/heads/main')).toBe(base);
    expect(await repository.tryResolve('refs/tags/main')).toBe(commit);
    for (const revision of [
      '--all',
      '-h',
      '',
      'a\nmain',
      'main\0',
      'nothing',
      'main:file',
      'x'.repeat(5000),
    ]) {
      expect(await repository.tryResolve(revision)).toBeUndefined();
    }
    await expect(repository.resolve('nothing')).rejects.toMatchObject({
      code: 'revision-unknown',
      mend: expect.any(String),
    });
  });

  it('finds the default branch and the merge base', async () => {
    expect(await repository.defaultBranch()).toBe('refs/heads/main');
    const commit = await change();
    await repository.publish([commit]);
    source.git('branch', '-m', 'main', 'trunk');
    expect(await repository.defaultBranch()).toBeUndefined();
    expect(await repository.headRef()).toBe('refs/heads/trunk');
    source.git('update-ref', 'refs/remotes/origin/dev', commit);
    source.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/dev');
    expect(await repository.defaultBranch()).toBe('refs/remotes/origin/dev');
    expect(await repository.mergeBase('trunk', 'origin/dev')).toBe(base);
    source.git('checkout', '-q', '--detach');
    expect(await repository.headRef()).toBeUndefined();
    const orphan = await repository.commitTree({
      tree: repository.emptyTree,
      parents: [],
      message: 'x',
      author: AUTHOR,
    });
    expect(await repository.mergeBase(orphan, 'trunk')).toBeUndefined();
  });
});
