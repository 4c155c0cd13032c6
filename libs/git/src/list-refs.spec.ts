import { openRepository } from './open.js';
import { newRig } from './rig/repositories.js';

describe('the refs of a repository', () => {
  it('are told by full name and below it, with the commits that they stand on', async () => {
    using rig = newRig();
    const source = rig.repository();
    const first = source.commit('First');
    source.git('tag', '-a', 'v1', '-m', 'Version 1');
    source.git('tag', 'of-a-tree', 'HEAD^{tree}');
    const second = source.commit('Second');
    source.git('branch', 'main-but-longer');
    source.git('branch', 'topic/one', first);
    await using repository = await openRepository(source.path);
    expect(await repository.listRefs(['refs/heads/main', 'refs/tags'])).toEqual([
      { name: 'refs/heads/main', commit: second },
      { name: 'refs/tags/v1', commit: first },
    ]);
    expect(await repository.listRefs(['refs/heads/topic'])).toEqual([
      { name: 'refs/heads/topic/one', commit: first },
    ]);
    expect(await repository.listRefs(['refs/heads'], { contains: second })).toHaveLength(2);
    expect(await repository.listRefs(['refs/heads'], { contains: first, limit: 1 })).toHaveLength(1);
    expect(await repository.listRefs(['refs/heads'], { contains: 'f'.repeat(40) })).toEqual([]);
    expect(await repository.listRefs(['refs/heads/*', '--all', 'main'])).toEqual([]);
  });
});
