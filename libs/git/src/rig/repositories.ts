import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory of a test's own, gone when the test is over. */
export interface Rig extends Disposable {
  directory: string;
  /** Makes a repository by real git, with a work tree unless `--bare` is given. */
  repository(name?: string, ...initArguments: string[]): TestRepository;
  path(...parts: string[]): string;
}

export interface TestRepository {
  path: string;
  /** Plain git with the repository's own configuration. */
  git(...args: string[]): string;
  gitWith(options: { input?: string | Buffer; env?: Record<string, string> }, ...args: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Stages everything and commits it. */
  commit(message?: string): string;
}

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.org',
  GIT_COMMITTER_NAME: 'Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.org',
};

export function newRig(): Rig {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'git-rig-')));
  return {
    directory,
    path: (...parts) => join(directory, ...parts),
    repository: (name = 'repository', ...initArguments) => {
      const path = join(directory, name);
      mkdirSync(path, { recursive: true });
      const repository = at(path);
      repository.git('init', '--quiet', '--initial-branch=main', ...initArguments);
      return repository;
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A repository, or a work tree of one, that is there already. */
export function at(path: string): TestRepository {
  const gitWith: TestRepository['gitWith'] = ({ input, env }, ...args) =>
    execFileSync('git', args, {
      cwd: path,
      env: { ...ENVIRONMENT, ...env },
      input: input ?? '',
      stdio: ['pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }).trim();
  const git = (...args: string[]) => gitWith({}, ...args);
  return {
    path,
    git,
    gitWith,
    write: (file, content) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    },
    commit: (message = 'Change') => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
