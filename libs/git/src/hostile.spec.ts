import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository } from './open.js';
import { newRig, type Rig, type TestRepository } from './rig/repositories.js';

/** Ways in which a repository's own configuration makes git run a program, with what sets each off. */
const TRAPS: Record<
  string,
  { config?: [string, string][]; hook?: string; spring: (repository: TestRepository) => void }
> = {
  fsmonitor: { config: [['core.fsmonitor', 'MARK']], spring: ({ git }) => git('status') },
  clean: {
    config: [['filter.trap.clean', 'MARK; cat']],
    spring: ({ git, write }) => (write('new', 'n'), git('add', 'new')),
  },
  smudge: {
    config: [['filter.trap.smudge', 'MARK; cat']],
    spring: ({ git }) => git('checkout', 'HEAD~1', '--', 'file'),
  },
  process: {
    config: [['filter.trap.process', 'MARK']],
    spring: ({ git, write }) => (write('new2', 'n'), git('add', 'new2')),
  },
  textconv: { config: [['diff.trap.textconv', 'MARK; cat']], spring: ({ git }) => git('log', '-p') },
  external: { config: [['diff.external', 'MARK']], spring: ({ git }) => git('diff', 'HEAD~1') },
  pager: {
    config: [['core.pager', 'MARK']],
    spring: ({ git }) => git('grep', '--open-files-in-pager', 'content'),
  },
  alias: { config: [['alias.trap', '!MARK']], spring: ({ git }) => git('trap') },
  ssh: {
    config: [['core.sshCommand', 'MARK']],
    spring: ({ git }) => git('ls-remote', 'ssh://localhost/none'),
  },
  editor: {
    config: [['core.editor', 'MARK']],
    spring: ({ git }) => git('commit', '--amend', '--allow-empty'),
  },
  signing: {
    config: [
      ['gpg.program', 'SCRIPT'],
      ['commit.gpgSign', 'true'],
    ],
    spring: ({ git }) => git('commit', '--allow-empty', '-m', 'x'),
  },
  'hook-transaction': {
    hook: 'reference-transaction',
    spring: ({ git }) => git('update-ref', 'refs/heads/x', 'HEAD'),
  },
  'hook-index': {
    hook: 'post-index-change',
    spring: ({ git }) => git('update-index', '--force-write-index'),
  },
  'hook-commit': { hook: 'pre-commit', spring: ({ git }) => git('commit', '--allow-empty', '-m', 'x') },
};

describe('a repository with a hostile configuration', () => {
  let rig: Rig;
  let source: TestRepository;
  let marks: string;
  let first: string;

  const mark = (name: string) => `touch ${join(marks, name)}`;
  /** Where git wants a program and no command line. */
  const script = (name: string) => {
    const path = rig.path(`script-${name}`);
    writeFileSync(path, `#!/bin/sh\n${mark(name)}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const arm = (name: string, trap: (typeof TRAPS)[string]) => {
    // Half of it comes in through an include, which must not be followed either.
    const file = name.length % 2 === 0 ? join(source.path, '.git/config') : rig.path('included');
    for (const [key, value] of trap.config ?? [])
      source.git(
        'config',
        '--file',
        file,
        key,
        value.replace('MARK', mark(name)).replace('SCRIPT', script(name)),
      );
    if (!trap.hook) return;
    const hook = join(source.path, '.git/hooks', trap.hook);
    mkdirSync(join(source.path, '.git/hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\n${mark(name)}\n`);
    chmodSync(hook, 0o755);
  };

  beforeEach(() => {
    rig = newRig();
    marks = rig.path('marks');
    mkdirSync(marks);
    source = rig.repository();
    source.write('.gitattributes', '* filter=trap diff=trap\n');
    source.write('file', 'content one\n');
    first = source.commit();
    source.write('file', 'content two\n');
    source.commit();
    source.git('config', 'include.path', rig.path('included'));
  });
  afterEach(() => rig[Symbol.dispose]());

  it('runs none of its programs, whatever is asked', async () => {
    for (const [name, trap] of Object.entries(TRAPS)) arm(name, trap);
    source.write('file', 'content three\n');
    source.write('new file', 'more\n');

    await using repository = await openRepository(source.path);
    const base = await repository.resolve('main');
    const { tree } = await repository.snapshot({ kind: 'worktree' });
    await repository.snapshot({ kind: 'index' });
    await repository.snapshot({ kind: 'commit', revision: 'HEAD~1' });
    await repository.hasStagedChanges();
    await repository.defaultBranch();
    await repository.mergeBase('main', first);
    expect(await repository.diffTrees(first, tree)).toHaveLength(2);
    expect(await repository.changedLines(first, tree)).toEqual(
      new Map([
        ['file', new Set([1])],
        ['new file', new Set([1])],
      ]),
    );
    await repository.materialise(tree, rig.path('out'));
    const author = { name: 'A', email: 'a@example.org' };
    const commit = await repository.commitTree({ tree, parents: [base.commit], message: 'x', author });
    await repository.publish([commit]);
    await repository.updateRef('refs/heads/main', { from: base.commit, to: commit });
    await repository.updateRef('refs/heads/fresh', { from: undefined, to: commit });
    expect(readdirSync(marks)).toEqual([]);
  });

  it.each(Object.entries(TRAPS))('%s: plain git would have run it', (name, trap) => {
    arm(name, trap);
    try {
      trap.spring(source);
    } catch {
      // What the program answers is of no interest here.
    }
    expect(existsSync(join(marks, name))).toBe(true);
  });

  it('fetches nothing for a partial clone, and says what is missing', async () => {
    source.git('config', 'uploadpack.allowFilter', 'true');
    source.git(
      'clone',
      '-q',
      '--no-checkout',
      '--filter=blob:none',
      `file://${source.path}`,
      rig.path('partial'),
    );
    source.git('-C', rig.path('partial'), 'config', 'core.sshCommand', mark('fetched'));
    await using repository = await openRepository(rig.path('partial'));
    const { commit } = await repository.resolve('HEAD');
    const entry = (await repository.listTree(commit)).find(({ path }) => path === 'file');
    expect(await repository.has(entry?.oid ?? '')).toBe(false);
    await expect(repository.readBlob(commit, 'file')).rejects.toMatchObject({ code: 'candidate-unknown' });
    await expect(repository.materialise(commit, rig.path('out'))).rejects.toThrow(/Fetch or publish/);
    await expect(repository.changedLines(await repository.treeOf(first), commit)).rejects.toMatchObject({
      code: 'candidate-unknown',
    });
    // Control: plain git gets it from its promisor.
    expect(source.git('-C', rig.path('partial'), 'cat-file', '-p', 'HEAD:file')).toBe('content two');
  });
});
