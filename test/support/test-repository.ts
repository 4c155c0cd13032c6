import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(__dirname, '../..');
const run = promisify(execFile);

/** The packages that the fixture projects ask for. */
const PACKAGES = [
  'eslint',
  'tsup',
  'typescript',
  'typescript-eslint',
  'vitest',
  '@vitest/coverage-v8',
  '@vitest/coverage-istanbul',
];

/** A real git repository with the files of a fixture, its dependencies beside it. */
export interface TestRepository extends AsyncDisposable {
  directory: string;
  git(...args: string[]): Promise<string>;
  /** Writes files of the work tree; `null` deletes one. */
  write(files: Readonly<Record<string, string | null>>): Promise<void>;
  /** Commits the whole work tree and answers the commit's id. */
  commit(message: string): Promise<string>;
}

/** Lays a fixture out as a repository whose `main` carries it, with further files where given. */
export async function testRepository(
  more: Readonly<Record<string, string | null>> = {},
  fixture = 'calculator',
): Promise<TestRepository> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'qg-repository-')));
  const directory = path.join(home, 'repository');
  await cp(path.join(ROOT, 'test/fixtures', fixture), directory, {
    recursive: true,
    filter: (source) =>
      !source.split(path.sep).includes('node_modules') || !source.startsWith(path.join(ROOT, 'test')),
  });
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', args, {
      cwd: directory,
      env: GIT_ENVIRONMENT,
      maxBuffer: 64 * 1_048_576,
    });
    return stdout.trim();
  };
  const write = async (files: Readonly<Record<string, string | null>>) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(directory, name);
      if (text === null) await rm(file, { recursive: true });
      else {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
  };
  const commit = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  await write({ '.gitignore': 'node_modules/\ndist/\n', ...more });
  await git('init', '--quiet', '--initial-branch', 'main');
  await commit('Begin');
  for (const name of PACKAGES) {
    const link = path.join(directory, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules', name), link);
  }
  return {
    directory,
    git,
    write,
    commit,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

/** Git as it is, whatever is configured on this machine. */
export const GIT_ENVIRONMENT = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};
