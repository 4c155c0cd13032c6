import { readdirSync } from 'node:fs';
import { openRepository } from './open.js';
import { at, newRig } from './rig/repositories.js';

const FILES = 20_000;

describe('a repository with 20,000 files', () => {
  it('is listed, snapshotted, compared, written and published', async () => {
    using rig = newRig();
    const source = rig.repository();
    const stream = [
      'blob\nmark :1\ndata 5\nsame\n\n',
      'commit refs/heads/main\ncommitter C <c@example.org> 0 +0000\ndata 1\nx\n',
    ];
    for (let file = 0; file < FILES; file++)
      stream.push(`M 644 :1 d${file % 200}/e${file % 7}/file-${file}\n`);
    source.gitWith({ input: stream.join('') }, 'fast-import', '--quiet');
    await using repository = await openRepository(source.path);
    const { commit } = await repository.resolve('main');
    expect(await repository.materialise(commit, rig.path('out'))).toHaveLength(FILES);
    expect(
      readdirSync(rig.path('out', 'd199'), { recursive: true, withFileTypes: true }).filter((e) =>
        e.isFile(),
      ),
    ).toHaveLength(100);

    // The written directory serves as the work tree of a fresh clone, with one file changed.
    source.git('clone', '-q', '--bare', '--shared', '.', rig.path('out', '.git'));
    const clone = at(rig.path('out'));
    clone.git('config', 'core.bare', 'false');
    clone.git('reset', '-q');
    clone.write('d0/changed', 'new\n');
    await using agent = await openRepository(clone.path);
    const { tree } = await agent.snapshot({ kind: 'worktree' });
    expect(await agent.diffTrees(commit, tree)).toMatchObject([{ kind: 'added', path: 'd0/changed' }]);
    await agent.publish([tree], { to: source.path, exclude: [commit] });
    expect(await repository.listTree(tree)).toHaveLength(FILES + 1);
  });
});
