import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TestRepository {
  directory: string;
  git(...args: string[]): Promise<string>;
  write(file: string, content: string): Promise<void>;
  /** Adds everything and commits it. */
  commit(message: string): Promise<string>;
  /** Takes a pack in that leaves out what is here. */
  receive(pack: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

/** A real repository on the branch `main`, without a commit, untouched by the user's configuration. */
export async function testRepository(): Promise<TestRepository> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'quality-gates-cli-')));
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.invalid',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.invalid',
  };
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', args, { cwd: directory, env })).stdout.trim();
  await git('init', '-q', '-b', 'main');
  return {
    directory,
    git,
    async write(file, content) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), content);
    },
    async commit(message) {
      await git('add', '-A');
      await git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    async receive(pack) {
      const receiving = run('git', ['index-pack', '--stdin', '--fix-thin', '--strict'], {
        cwd: directory,
        env,
      });
      receiving.child.stdin?.end(pack);
      await receiving;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
