import {
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { linkDependencies } from './link-dependencies.js';

describe('linkDependencies', () => {
  let home: string;
  const at = (...parts: string[]) => path.join(home, ...parts);
  const put = async (file: string, text: string) => {
    await mkdir(path.dirname(at(file)), { recursive: true });
    await writeFile(at(file), text);
  };

  beforeEach(async () => {
    home = await realpath(await mkdtemp(path.join(tmpdir(), 'qg-link-')));
    await put('repository/node_modules/plain/index.js', 'plain');
    await put('repository/node_modules/@scope/one/index.js', 'scoped');
    await put('repository/node_modules/.cache/left-over', 'old');
    await put('repository/packages/own/index.js', 'in the repository');
    await symlink('../packages/own', at('repository/node_modules/own'));
    await put('workspace/packages/own/index.js', 'in the workspace');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('shows every installed package', async () => {
    await linkDependencies(at('repository'), at('workspace'));
    expect(await readFile(at('workspace/node_modules/plain/index.js'), 'utf8')).toBe('plain');
    expect(await readFile(at('workspace/node_modules/@scope/one/index.js'), 'utf8')).toBe('scoped');
  });

  it('leads the packages of a monorepo to the candidate, not to the repository', async () => {
    await linkDependencies(at('repository'), at('workspace'));
    expect(await readFile(at('workspace/node_modules/own/index.js'), 'utf8')).toBe('in the workspace');
  });

  it('keeps caches apart: none is taken over, none is written back', async () => {
    await linkDependencies(at('repository'), at('workspace'));
    await expect(lstat(at('workspace/node_modules/.cache'))).rejects.toThrow('ENOENT');
    await writeFile(at('workspace/node_modules/.vite-results'), 'new');
    await expect(lstat(at('repository/node_modules/.vite-results'))).rejects.toThrow('ENOENT');
  });

  it('puts the installed package in the place of one that the candidate brought along', async () => {
    await put('workspace/node_modules/plain/index.js', 'a shadow');
    await linkDependencies(at('repository'), at('workspace'));
    expect(await readFile(at('workspace/node_modules/plain/index.js'), 'utf8')).toBe('plain');
  });

  it('serves the nested packages of a monorepo', async () => {
    await put('repository/packages/own/node_modules/deep/index.js', 'deep');
    await linkDependencies(at('repository'), at('workspace'));
    expect(await readFile(at('workspace/packages/own/node_modules/deep/index.js'), 'utf8')).toBe('deep');
  });

  it('follows a node_modules that is itself a link, and shows where it leads', async () => {
    await rename(at('repository/node_modules'), at('elsewhere'));
    await symlink(at('elsewhere'), at('repository/node_modules'));
    expect(await linkDependencies(at('repository'), at('workspace'))).toContain(at('elsewhere'));
    expect(await readFile(at('workspace/node_modules/plain/index.js'), 'utf8')).toBe('plain');
  });

  it('names the directories that a sandbox has to show', async () => {
    const store = at('store/node_modules/stored');
    await put('store/node_modules/stored/index.js', 'stored');
    await symlink(store, at('repository/node_modules/stored'));
    const shown = await linkDependencies(at('repository'), at('workspace'));
    expect(shown.toSorted()).toEqual([at('repository/node_modules'), at('store/node_modules')]);
    expect(await readlink(at('workspace/node_modules/stored'))).toBe(store);
  });
});
