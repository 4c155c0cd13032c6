import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { openRepository } from './open.js';
import { encodePath } from './paths.js';
import { at, newRig, type Rig, type TestRepository } from './rig/repositories.js';
import type { SnapshotSource } from './snapshot.js';

const WORKTREE: SnapshotSource = { kind: 'worktree' };
const INDEX: SnapshotSource = { kind: 'index' };

describe('snapshot', () => {
  let rig: Rig;
  let source: TestRepository;
  beforeEach(() => {
    rig = newRig();
    source = rig.repository();
  });
  afterEach(() => rig[Symbol.dispose]());

  const snapshot = async (from: SnapshotSource, path = source.path) => {
    await using repository = await openRepository(path);
    return await repository.snapshot(from);
  };
  const pathsOf = async (from: SnapshotSource) => {
    await using repository = await openRepository(source.path);
    return (await repository.listTree((await repository.snapshot(from)).tree)).map(({ path }) => path);
  };

  it('tells the work tree, the index and the commit apart', async () => {
    source.write('file', 'committed');
    const commit = source.commit();
    source.write('file', 'staged');
    source.git('add', 'file');
    source.write('file', 'unstaged');
    await using repository = await openRepository(source.path);
    const read = async (from: SnapshotSource) =>
      (await repository.readBlob((await repository.snapshot(from)).tree, 'file'))?.toString();
    expect(await read({ kind: 'commit', revision: commit })).toBe('committed');
    expect(await read(INDEX)).toBe('staged');
    expect(await read(WORKTREE)).toBe('unstaged');
  });

  it('names the same tree as `git add --all` and `git write-tree`', async () => {
    source.write('kept', 'x');
    source.write('gone', 'x');
    source.write('mode', 'x');
    source.write('swapped', 'x');
    source.commit();
    rmSync(join(source.path, 'gone'));
    rmSync(join(source.path, 'swapped'));
    source.write('swapped/now-a-directory', 'x');
    source.write('new/file', 'y');
    symlinkSync('new/file', join(source.path, 'link'));
    execFileSync('chmod', ['+x', join(source.path, 'mode')]);
    const { tree } = await snapshot(WORKTREE);
    source.git('add', '--all');
    expect(tree).toBe(source.git('write-tree'));
  });

  it('leaves out what .gitignore and info/exclude name, but not what is tracked', async () => {
    source.write('tracked.log', 'x');
    source.commit();
    source.write('.gitignore', '*.log\n');
    source.write('sub/.gitignore', 'here\n');
    writeFileSync(join(source.path, '.git/info/exclude'), 'private\n');
    for (const file of ['new.log', 'sub/here', 'private', 'seen']) source.write(file, 'x');
    expect(await pathsOf(WORKTREE)).toEqual(['.gitignore', 'seen', 'sub/.gitignore', 'tracked.log']);
  });

  it('works before the first commit', async () => {
    await using repository = await openRepository(source.path);
    expect((await repository.snapshot(INDEX)).tree).toBe(repository.emptyTree);
    expect(await repository.hasStagedChanges()).toBe(false);
    source.write('file', 'x');
    expect(await pathsOf(WORKTREE)).toEqual(['file']);
    source.git('add', 'file');
    expect(await repository.hasStagedChanges()).toBe(true);
    expect(await repository.headRef()).toBe('refs/heads/main');
    expect(await repository.tryResolve('HEAD')).toBeUndefined();
  });

  it('sees a change of the same size made in the moment after the index was written', async () => {
    const file = join(source.path, 'file');
    const second = () => Math.floor(statSync(file).ctimeMs / 1000);
    // Times are compared by the second: within one, the file looks exactly as the index remembers it.
    let start: number;
    do {
      source.write('file', 'aaaa');
      start = second();
      source.git('add', 'file');
      source.write('file', 'bbbb');
    } while (second() !== start);
    // From the next second on, a copy of the index that took its own time would look younger than the change.
    while (Date.now() < (start + 1) * 1000) await setTimeout(20);
    await using repository = await openRepository(source.path);
    const { tree } = await repository.snapshot(WORKTREE);
    expect((await repository.readBlob(tree, 'file'))?.toString()).toBe('bbbb');
  });

  it('trusts what git remembers of unchanged files instead of reading them again', async () => {
    source.write('file', 'a\r\n');
    source.commit();
    const past = new Date('2020-01-01T00:00:00Z');
    utimesSync(join(source.path, 'file'), past, past);
    source.git('update-index', '--refresh');
    // Only a file that is read again gets its line ends converted.
    source.write('.gitattributes', 'file text\n');
    await using repository = await openRepository(source.path);
    const read = async () =>
      (await repository.readBlob((await repository.snapshot(WORKTREE)).tree, 'file'))?.toString();
    expect(await read()).toBe('a\r\n');
    utimesSync(join(source.path, 'file'), new Date(), new Date());
    expect(await read()).toBe('a\n');
  });

  it('takes an intended file into the work tree and leaves it out of the index', async () => {
    source.write('file', 'x');
    source.commit();
    source.write('intended', 'y');
    source.git('add', '--intent-to-add', 'intended');
    expect(await pathsOf(INDEX)).toEqual(['file']);
    expect(await pathsOf(WORKTREE)).toEqual(['file', 'intended']);
  });

  it('refuses an index with a conflict', async () => {
    source.write('file', 'base');
    source.commit();
    source.git('checkout', '-q', '-b', 'other');
    source.write('file', 'theirs');
    source.commit();
    source.git('checkout', '-q', 'main');
    source.write('file', 'ours');
    source.commit();
    expect(() => source.git('merge', 'other')).toThrow('Command failed');
    await expect(snapshot(INDEX)).rejects.toMatchObject({
      code: 'unsafe-tree',
      message: expect.stringContaining('"file"'),
    });
    await using repository = await openRepository(source.path);
    expect(await repository.hasStagedChanges()).toBe(true);
  });

  it('reads a split index', async () => {
    source.write('a', 'x');
    source.commit();
    source.git('update-index', '--split-index');
    source.write('b', 'y');
    source.git('add', 'b');
    expect(await pathsOf(INDEX)).toEqual(['a', 'b']);
    source.write('c', 'z');
    expect(await pathsOf(WORKTREE)).toEqual(['a', 'b', 'c']);
  });

  it('keeps what a sparse checkout leaves out', async () => {
    source.write('in/file', 'x');
    source.write('out/file', 'y');
    source.commit();
    source.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    source.write('in/file', 'changed');
    expect(existsSync(join(source.path, 'out'))).toBe(false);
    expect(await pathsOf(WORKTREE)).toEqual(['in/file', 'out/file']);
  });

  it.each([
    ['cut off', (index: Buffer) => index.subarray(0, index.length - 30)],
    ['of garbage', () => Buffer.from('not an index, but long enough to hold a checksum of its own')],
    [
      'with one byte changed',
      (index: Buffer) =>
        Buffer.concat([index.subarray(0, 40), Buffer.from([index[40] ?? 0 ^ 1]).fill(7), index.subarray(41)]),
    ],
  ])('refuses an index %s', async (_, damage) => {
    source.write('file', 'x');
    source.commit();
    const path = join(source.path, '.git/index');
    writeFileSync(path, damage(readFileSync(path)));
    await expect(snapshot(INDEX)).rejects.toMatchObject({
      code: 'repository-unsupported',
      message: expect.stringContaining('index'),
    });
    await expect(snapshot(WORKTREE)).rejects.toMatchObject({ code: 'repository-unsupported' });
  });

  it('answers one of two states while the index changes under it, never a mix', async () => {
    const states: { index: Buffer; tree: string }[] = [];
    for (const content of ['one', 'two']) {
      for (let file = 0; file < 200; file++) source.write(`file-${file}`, `${content} ${file}`);
      source.git('add', '--all');
      states.push({ index: readFileSync(join(source.path, '.git/index')), tree: source.git('write-tree') });
    }
    const seen = new Set<string>();
    await using repository = await openRepository(source.path);
    const reading = new AbortController();
    const writer = (async () => {
      for (let turn = 0; !reading.signal.aborted; turn++) {
        writeFileSync(rig.path('next'), states[turn % 2]?.index ?? '');
        renameSync(rig.path('next'), join(source.path, '.git/index'));
        await setImmediate();
      }
    })();
    for (let round = 0; round < 8; round++) seen.add((await repository.snapshot(INDEX)).tree);
    reading.abort();
    await writer;
    expect(states.map(({ tree }) => tree)).toEqual(expect.arrayContaining([...seen]));
  });

  it('survives names with line ends, quotes, leading dashes and bytes that are no UTF-8', async () => {
    const names = [
      'new\nline',
      '"quoted"',
      "it's",
      '-rf',
      '--all',
      ' blank ',
      'tab\there',
      'back\\slash',
      ':(glob)*',
      '*',
      'ünï',
      'bad\udcff\udcfebytes',
      'd\udce9r/f',
    ];
    execFileSync('mkdir', ['-p', '--', Buffer.from(source.path).toString()]);
    const root = Buffer.from(`${source.path}/`);
    execFileSync('sh', ['-c', String.raw`mkdir "$(printf 'd\351r')"`], { cwd: source.path });
    for (const name of names)
      writeFileSync(Buffer.concat([root, encodePath(name)]), `content of ${name.length}\n`);
    await using repository = await openRepository(source.path);
    const { tree } = await repository.snapshot(WORKTREE);
    source.git('add', '--all');
    expect(tree).toBe(source.git('write-tree'));
    expect((await repository.listTree(tree)).map(({ path }) => path).sort()).toEqual([...names].sort());
    const blobs = await repository.readBlobs(tree, names);
    for (const name of names) expect(blobs.get(name)?.toString()).toBe(`content of ${name.length}\n`);
    expect((await repository.diffTrees(repository.emptyTree, tree)).map(({ path }) => path).sort()).toEqual(
      [...names].sort(),
    );
    expect([...(await repository.changedLines(repository.emptyTree, tree)).keys()].sort()).toEqual(
      [...names].sort(),
    );
    await repository.materialise(tree, rig.path('out'));
    source.git(`--work-tree=${rig.path('out')}`, 'add', '--all');
    expect(source.git('write-tree')).toBe(tree);
  });

  describe('of a repository within the repository', () => {
    /** A submodule whose own configuration runs a program at every look into it. */
    const trap = (path: string) => {
      const inner = at(join(source.path, path));
      inner.git('config', 'core.fsmonitor', `touch ${rig.path('marker')};false`);
      return inner;
    };

    it('refuses a submodule and runs nothing of it', async () => {
      const inner = rig.repository('inner');
      inner.write('file', 'x');
      inner.commit();
      source.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
      source.commit();
      trap('sub').write('file', 'changed');
      for (const from of [WORKTREE, INDEX, { kind: 'commit', revision: 'HEAD' } as const]) {
        await expect(snapshot(from)).rejects.toMatchObject({
          code: 'unsafe-tree',
          message: expect.stringContaining('"sub"'),
        });
      }
      expect(existsSync(rig.path('marker'))).toBe(false);
      source.git('status');
      expect(existsSync(rig.path('marker'))).toBe(true);
    });

    it.each([
      ['with a commit', true],
      ['without a commit', false],
    ])('refuses an untracked one %s and runs nothing of it', async (_, committed) => {
      source.write('file', 'x');
      source.commit();
      const inner = rig.repository('repository/nested');
      inner.write('file', 'x');
      if (committed) inner.commit();
      trap('nested');
      await expect(snapshot(WORKTREE)).rejects.toMatchObject({
        code: 'unsafe-tree',
        message: expect.stringContaining('"nested"'),
      });
      expect((await snapshot(INDEX)).tree).toBe(source.git('rev-parse', 'HEAD^{tree}'));
      expect(existsSync(rig.path('marker'))).toBe(false);
    });
  });

  it('names the object that a staged file lacks', async () => {
    source.git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},file`);
    await expect(snapshot(INDEX)).rejects.toMatchObject({
      code: 'candidate-unknown',
      message: expect.stringContaining('1'.repeat(40)),
    });
  });

  it('refuses links that leave the tree, naming the link and the mend', async () => {
    symlinkSync('../../etc/passwd', join(source.path, 'out'));
    await expect(snapshot(WORKTREE)).rejects.toMatchObject({
      code: 'unsafe-tree',
      message: expect.stringContaining('"out" is a symbolic link that leaves the tree'),
      mend: expect.stringContaining('relative'),
    });
  });

  it('converts line ends as `git add` does, since that is what a commit would hold', async () => {
    source.write('.gitattributes', '*.txt text eol=crlf\n');
    source.write('file.txt', 'a\r\nb\r\n');
    const { tree } = await snapshot(WORKTREE);
    source.git('add', '--all');
    expect(tree).toBe(source.git('write-tree'));
  });
});
