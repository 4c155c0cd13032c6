import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openRepository } from '@quality-gates/git';

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.org',
  GIT_COMMITTER_NAME: 'Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.org',
};

/** A repository of real git with a work tree. */
export interface GitRepository {
  path: string;
  git(...args: string[]): string;
  write(file: string, content: string | Buffer): void;
  /** Commits all that is there. @returns the commit */
  commit(message?: string): string;
  /** The tree of what is there, and a pack of what it adds to a commit. */
  candidate(base?: string): Promise<{ tree: string; pack: Buffer }>;
}

export function gitRepository(path: string, ...init: string[]): GitRepository {
  mkdirSync(path, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: path, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main', ...init);
  return {
    path,
    git,
    write: (file, content) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    },
    commit: (message = 'Change') => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    candidate: async (base) => {
      await using repository = await openRepository(path);
      const { tree } = await repository.snapshot({ kind: 'worktree' });
      const chunks: Uint8Array[] = [];
      const exclude = base === undefined ? [] : [base];
      for await (const chunk of await repository.pack([tree], { exclude })) chunks.push(chunk);
      return { tree, pack: Buffer.concat(chunks) };
    },
  };
}

/** A clone of a repository that shares nothing with it. */
export function cloneOf(source: GitRepository, path: string): GitRepository {
  const clone = gitRepository(path);
  clone.git('fetch', '--quiet', source.path, '+refs/heads/*:refs/heads/*', '--update-head-ok');
  clone.git('reset', '--quiet', '--hard');
  return clone;
}
