import { openRepository, type Repository } from '@quality-gates/git';
import { resolveCandidate, type AskedCandidate, type CandidateOptions } from './candidate.js';
import { testRepository, type TestRepository } from './testing/git-repository.js';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

let repo: TestRepository;
beforeEach(async () => {
  repo = await testRepository();
});
afterEach(() => repo.remove());

async function ask(options: Partial<CandidateOptions> = {}): Promise<AskedCandidate> {
  const repository: Repository = await openRepository(repo.directory);
  try {
    return await resolveCandidate(repository, { subject: { kind: 'auto' }, ...options });
  } finally {
    await repository.close();
  }
}

const contentOf = (tree: string, file: string): Promise<string> =>
  repo.git('cat-file', 'blob', `${tree}:${file}`);

describe('the subject', () => {
  it('is what is staged when anything is staged, whatever the work tree holds', async () => {
    await repo.write('a.txt', 'old');
    await repo.commit('one');
    await repo.write('a.txt', 'staged');
    await repo.git('add', 'a.txt');
    await repo.write('a.txt', 'unstaged');

    const { request, subject } = await ask();

    expect(subject).toBe('staged changes');
    expect(await contentOf(request.candidate.tree, 'a.txt')).toBe('staged');
    expect(request.stage).toBe('pre-commit');
  });

  it('is the work tree, new files included, when nothing is staged', async () => {
    await repo.commit('one');
    await repo.write('new.txt', 'new');

    const { request, subject } = await ask();

    expect(subject).toBe('the work tree');
    expect(await contentOf(request.candidate.tree, 'new.txt')).toBe('new');
  });

  it('is the work tree when asked for, although something is staged', async () => {
    await repo.write('a.txt', 'staged');
    await repo.git('add', 'a.txt');
    await repo.write('a.txt', 'unstaged');

    const { request } = await ask({ subject: { kind: 'worktree' } });

    expect(await contentOf(request.candidate.tree, 'a.txt')).toBe('unstaged');
  });

  it('is a commit with its own tree, at the stage post-commit', async () => {
    await repo.write('a.txt', 'one');
    const one = await repo.commit('one');
    await repo.write('a.txt', 'two');
    await repo.commit('two');

    const { request } = await ask({ subject: { kind: 'commit', revision: 'HEAD~1' } });

    expect(request).toMatchObject({
      stage: 'post-commit',
      candidate: { commit: one, repository: repo.directory },
    });
    expect(await contentOf(request.candidate.tree, 'a.txt')).toBe('one');
  });

  it('refuses a revision that names no commit', async () => {
    await repo.commit('one');
    await expect(ask({ subject: { kind: 'commit', revision: 'nope' } })).rejects.toMatchObject({
      code: 'revision-unknown',
    });
  });

  it('refuses to look for changes in a bare repository and names the mend', async () => {
    await repo.git('config', 'core.bare', 'true');
    const repository = await openRepository(`${repo.directory}/.git`);
    try {
      // A repository inside .git of a work tree still knows its root; one without a work tree does not.
      const bare = { ...repository, root: undefined };
      await expect(resolveCandidate(bare, { subject: { kind: 'auto' } })).rejects.toThrow(
        'Give --commit REV.',
      );
    } finally {
      await repository.close();
    }
  });
});

describe('the base', () => {
  it('is the empty tree before the first commit', async () => {
    await repo.write('a.txt', 'a');
    expect((await ask()).request.candidate.base.commit).toBe(EMPTY_TREE);
  });

  it('is HEAD on the default branch', async () => {
    const head = await repo.commit('one');
    expect((await ask()).request.candidate.base).toEqual({ ref: 'main', commit: head });
  });

  it('is where a branch left the default branch, for the work tree and for a commit', async () => {
    const fork = await repo.commit('one');
    await repo.git('checkout', '-q', '-b', 'feature');
    await repo.commit('two');
    await repo.commit('three');
    await repo.git('checkout', '-q', 'main');
    await repo.commit('elsewhere');
    await repo.git('checkout', '-q', 'feature');

    const expected = { ref: 'main', commit: fork };
    expect((await ask()).request.candidate.base).toEqual(expected);
    const commit = await ask({ subject: { kind: 'commit', revision: 'feature' } });
    expect(commit.request.candidate.base).toEqual(expected);
  });

  it('is the first parent of a commit on the default branch', async () => {
    const one = await repo.commit('one');
    await repo.commit('two');
    const { request } = await ask({ subject: { kind: 'commit', revision: 'HEAD' } });
    expect(request.candidate.base.commit).toBe(one);
  });

  it('is the empty tree for the first commit of all', async () => {
    await repo.commit('one');
    const { request } = await ask({ subject: { kind: 'commit', revision: 'main' } });
    expect(request.candidate.base.commit).toBe(EMPTY_TREE);
  });

  it('is HEAD where there is no default branch or no common ancestor', async () => {
    await repo.commit('one');
    await repo.git('checkout', '-q', '--orphan', 'island');
    const island = await repo.commit('island');
    expect((await ask()).request.candidate.base).toEqual({ ref: 'HEAD', commit: island });
    await repo.git('branch', '-q', '-D', 'main');
    expect((await ask()).request.candidate.base).toEqual({ ref: 'HEAD', commit: island });
  });

  it('is the given revision as it is', async () => {
    const one = await repo.commit('one');
    await repo.commit('two');
    expect((await ask({ base: 'HEAD~1' })).request.candidate.base).toEqual({ ref: 'HEAD~1', commit: one });
    await expect(ask({ base: 'nope' })).rejects.toMatchObject({ code: 'revision-unknown' });
  });
});

it('passes stage and gates on and leaves index and work tree as they were', async () => {
  await repo.commit('one');
  await repo.write('a.txt', 'a');
  const before = await repo.git('status', '--porcelain');

  const { request } = await ask({ stage: 'post-commit', gates: ['lint'] });

  expect(request).toMatchObject({ stage: 'post-commit', gates: ['lint'] });
  expect(await repo.git('status', '--porcelain')).toBe(before);
});

describe('for a coordinator that has registered the repository', () => {
  it('has the name there, and stores nothing here', async () => {
    await repo.commit('one');
    await repo.write('new.txt', 'new');

    const { request, objects } = await ask({ registeredAs: 'shop' });

    expect(request.candidate.repository).toBe('shop');
    expect(objects).toBeDefined();
    await expect(repo.git('cat-file', '-t', request.candidate.tree)).rejects.toThrow(/could not get object/);
  });

  it('has objects to send that complete what the base has', async () => {
    await repo.write('a.txt', 'a');
    await repo.commit('one');
    await repo.write('new.txt', 'new');
    await using repository = await openRepository(repo.directory);

    const { request, objects } = await resolveCandidate(repository, {
      subject: { kind: 'worktree' },
      registeredAs: 'shop',
    });

    const chunks: Uint8Array[] = [];
    for await (const chunk of (await objects?.pack({ signal: new AbortController().signal })) ?? []) {
      chunks.push(chunk);
    }
    await repo.receive(Buffer.concat(chunks));
    expect(await contentOf(request.candidate.tree, 'new.txt')).toBe('new');
  });

  it('is judged against a name that says the same there, else against the commit itself', async () => {
    const first = await repo.commit('one');
    const second = await repo.commit('two');
    const bases = [];
    for (const base of [undefined, 'main', 'HEAD', 'main~1']) {
      bases.push((await ask({ registeredAs: 'shop', base })).request.candidate.base);
    }
    expect(bases).toEqual([
      { ref: 'main', commit: second },
      { ref: 'main', commit: second },
      { ref: second, commit: second },
      { ref: first, commit: first },
    ]);
  });
});
