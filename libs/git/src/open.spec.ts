import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { openRepository } from './open.js';
import { at, newRig, type Rig } from './rig/repositories.js';

describe('openRepository', () => {
  let rig: Rig;
  beforeEach(() => (rig = newRig()));
  afterEach(() => rig[Symbol.dispose]());

  it('finds the repository from a directory deep inside and through a symbolic link', async () => {
    const { path, write, commit } = rig.repository();
    write('a/b/file', 'x');
    commit();
    symlinkSync(path, rig.path('link'));
    await using repository = await openRepository(rig.path('link', 'a', 'b'));
    expect(repository).toMatchObject({
      path: `${path}/a/b`,
      root: path,
      gitDirectory: `${path}/.git`,
      commonDirectory: `${path}/.git`,
      objectFormat: 'sha1',
    });
  });

  it('reads HEAD and index of a linked work tree, and objects and refs of the main one', async () => {
    const main = rig.repository();
    main.write('file', 'one');
    main.commit();
    main.git('worktree', 'add', '-q', '-b', 'agent', rig.path('linked'));
    const linked = at(rig.path('linked'));
    linked.write('file', 'two');
    linked.git('add', 'file');
    await using repository = await openRepository(linked.path);
    expect(repository.commonDirectory).toBe(`${main.path}/.git`);
    expect(repository.gitDirectory).toBe(`${main.path}/.git/worktrees/linked`);
    expect(await repository.headRef()).toBe('refs/heads/agent');
    expect((await repository.snapshot({ kind: 'index' })).tree).toBe(linked.git('write-tree'));
    expect(await repository.hasStagedChanges()).toBe(true);
    linked.write('untracked', 'three');
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    linked.git('add', '--all');
    expect(tree).toBe(linked.git('write-tree'));
  });

  it('opens a bare repository, which has commits but no work tree', async () => {
    const source = rig.repository();
    source.write('file', 'x');
    const commit = source.commit();
    source.git('clone', '-q', '--bare', '.', rig.path('bare'));
    await using repository = await openRepository(rig.path('bare'));
    expect(repository.root).toBeUndefined();
    expect(await repository.snapshot({ kind: 'commit', revision: 'main' })).toEqual({
      commit,
      tree: source.git('rev-parse', 'HEAD^{tree}'),
    });
    expect(await repository.hasStagedChanges()).toBe(false);
    await expect(repository.snapshot({ kind: 'worktree' })).rejects.toMatchObject({
      code: 'repository-unsupported',
    });
    await expect(repository.snapshot({ kind: 'index' })).rejects.toThrow(/bare repository/);
  });

  it('works on a SHA-256 repository from snapshot to landing', async () => {
    const source = rig.repository('sha256', '--object-format=sha256');
    source.write('file', 'one');
    const parent = source.commit();
    source.write('file', 'two');
    await using repository = await openRepository(source.path);
    expect(repository.objectFormat).toBe('sha256');
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    expect(tree).toHaveLength(64);
    expect(await repository.diffTrees(parent, tree)).toMatchObject([{ kind: 'modified', path: 'file' }]);
    await repository.materialise(tree, rig.path('out'));
    const author = { name: 'A', email: 'a@example.org' };
    const commit = await repository.commitTree({ tree, parents: [parent], message: 'Two', author });
    await repository.publish([commit]);
    await repository.updateRef('refs/heads/main', { from: parent, to: commit });
    expect(source.git('rev-parse', 'main')).toBe(commit);
    expect(await repository.listTree(repository.emptyTree)).toEqual([]);
    expect(repository.emptyTree).toBe(source.git('mktree'));
  });

  it('leaves nothing behind when it is closed, and refuses to go on', async () => {
    const { path } = rig.repository();
    mkdirSync(rig.path('scratch'));
    const repository = await openRepository(path, { temporaryDirectory: rig.path('scratch') });
    expect(readdirSync(rig.path('scratch'))).toHaveLength(1);
    await repository.close();
    expect(readdirSync(rig.path('scratch'))).toEqual([]);
    await expect(repository.has(repository.emptyTree)).rejects.toThrow(/has been closed/);
  });

  it('writes nothing into the repository but what is published', async () => {
    const source = rig.repository();
    source.write('file', 'one');
    source.commit();
    source.write('file', 'two');
    const listing = () =>
      execFileSync('find', ['.git', '-type', 'f', '-printf', '%p %s %T@\n'], { cwd: source.path }).toString();
    const before = listing();
    await using repository = await openRepository(source.path);
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    await repository.commitTree({
      tree,
      parents: [],
      message: 'x',
      author: { name: 'A', email: 'a@example.org' },
    });
    await repository.materialise(tree, rig.path('out'));
    expect(listing()).toBe(before);
  });

  it('names what is no repository', async () => {
    await expect(openRepository(rig.path('absent'))).rejects.toMatchObject({ code: 'repository-unknown' });
    mkdirSync(rig.path('.git'));
    await expect(openRepository(rig.directory)).rejects.toMatchObject({ code: 'repository-unknown' });
  });

  it.each([
    ['a .git file that points nowhere', 'gitdir: /nonexistent/x\n'],
    ['a .git file with garbage', 'garbage'],
  ])('refuses %s', async (_, content) => {
    writeFileSync(rig.path('.git'), content);
    await expect(openRepository(rig.directory)).rejects.toMatchObject({ code: 'repository-unsupported' });
  });

  it('refuses a pipe in the place of a file instead of waiting for it', async () => {
    const { path } = rig.repository();
    execFileSync('rm', [`${path}/.git/config`]);
    execFileSync('mkfifo', [`${path}/.git/config`]);
    await expect(openRepository(path)).rejects.toThrow(/no regular file/);
  });

  it('refuses reftable storage with the mend', async () => {
    const { path, git } = rig.repository();
    git('config', 'core.repositoryformatversion', '1');
    git('config', 'extensions.refStorage', 'reftable');
    await expect(openRepository(path)).rejects.toMatchObject({
      code: 'repository-unsupported',
      mend: expect.stringContaining('git refs migrate'),
    });
  });

  it('reads objects of another repository when asked to, also under a path that needs quoting', async () => {
    const { path } = rig.repository();
    const other = rig.repository('odd:"name"\n');
    other.write('file', 'elsewhere');
    const commit = other.commit();
    await using alone = await openRepository(path);
    expect(await alone.has(commit)).toBe(false);
    await using both = await openRepository(path, { alsoReadFrom: [other.path] });
    expect((await both.readBlob(commit, 'file'))?.toString()).toBe('elsewhere');
  });

  describe('with another git', () => {
    const path = process.env['PATH'];
    afterEach(() => {
      process.env['PATH'] = path;
    });

    it('says that git is missing', async () => {
      const { path: repository } = rig.repository();
      process.env['PATH'] = rig.path('nothing');
      await expect(openRepository(repository)).rejects.toMatchObject({
        code: 'configuration-invalid',
        mend: expect.stringContaining('Install git'),
      });
    });

    it('says that git is too old', async () => {
      const { path: repository } = rig.repository();
      mkdirSync(rig.path('bin'));
      writeFileSync(rig.path('bin', 'git'), '#!/bin/sh\necho git version 2.33.8\n');
      chmodSync(rig.path('bin', 'git'), 0o755);
      process.env['PATH'] = rig.path('bin');
      await expect(openRepository(repository)).rejects.toThrow(/2\.33\.8 is too old.*2\.34/);
    });

    it('never takes a git from a relative directory', async () => {
      const source = rig.repository();
      writeFileSync(rig.path('repository', 'git'), `#!/bin/sh\ntouch ${rig.path('marker')}\n`);
      chmodSync(rig.path('repository', 'git'), 0o755);
      process.env['PATH'] = `.:${path}`;
      await using repository = await openRepository(source.path);
      await repository.snapshot({ kind: 'worktree' });
      expect(existsSync(rig.path('marker'))).toBe(false);
    });
  });

  it('ends what is running at an abort', async () => {
    const source = rig.repository();
    source.write('file', 'x');
    const abort = new AbortController();
    await using repository = await openRepository(source.path, { signal: abort.signal });
    const snapshot = repository.snapshot({ kind: 'worktree' });
    abort.abort();
    await expect(snapshot).rejects.toMatchObject({ code: 'cancelled' });
    await expect(repository.resolve('main')).rejects.toMatchObject({ code: 'cancelled' });
  });
});
