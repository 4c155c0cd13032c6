import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openRepository } from '@quality-gates/git';
import { testRepository, type TestRepository } from '../../../../test/support/test-repository.js';
import { projectOfTree } from '../policy/project-of-tree.js';
import { findDependencies } from './dependencies.js';

async function dependenciesOf(repository: TestRepository) {
  await using view = await openRepository(repository.directory);
  const { commit } = await view.resolve('main');
  return await findDependencies(view, await projectOfTree(view, await view.treeOf(commit)));
}
const uninstall = ({ directory }: TestRepository) =>
  rm(path.join(directory, 'node_modules'), { recursive: true });

describe('the installed packages', () => {
  it('are those beside the repository, with the command that installs them', async () => {
    await using repository = await testRepository();
    expect(await dependenciesOf(repository)).toMatchObject({
      kind: 'installed',
      root: repository.directory,
      install: 'npm install',
    });
  });

  it('are missed with the command of the package manager whose lockfile is there', async () => {
    await using repository = await testRepository({ 'pnpm-lock.yaml': '' });
    await uninstall(repository);
    expect(await dependenciesOf(repository)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('Run `pnpm install --frozen-lockfile` there'),
    });
  });

  it("are not understood as Yarn's Plug'n'Play, which is said with what to do", async () => {
    await using repository = await testRepository({ 'yarn.lock': '', '.pnp.cjs': '' });
    await uninstall(repository);
    expect(await dependenciesOf(repository)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('nodeLinker: node-modules'),
    });
  });

  it('are not needed by a project that asks for none', async () => {
    await using repository = await testRepository({ 'package.json': '{}' });
    await uninstall(repository);
    expect(await dependenciesOf(repository)).toMatchObject({ kind: 'none-needed' });
  });
});
