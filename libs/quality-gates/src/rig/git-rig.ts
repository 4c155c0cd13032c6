import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Real repositories in a directory of their own: `trusted`, and `agent`, a clone of it that an agent works in. */
export interface GitRig extends Disposable {
  trusted: string;
  agent: string;
  git(directory: string, ...args: string[]): string;
  /** Takes a pack into a repository that has what it leaves out. */
  unpack(directory: string, pack: Uint8Array): void;
  write(directory: string, files: Record<string, string>): void;
  path(name: string): string;
}

export function gitRig(): GitRig {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'quality-gates-nest-')));
  const rig: GitRig = {
    trusted: join(root, 'trusted'),
    agent: join(root, 'agent'),
    path: (name) => join(root, name),
    git: (directory, ...args) =>
      execFileSync('git', args, { cwd: directory, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' }).trim(),
    unpack(directory, pack) {
      const options = { cwd: directory, env: ENVIRONMENT, input: pack, stdio: 'pipe' } as const;
      execFileSync('git', ['index-pack', '--stdin', '--fix-thin', '--strict'], options);
    },
    write(directory, files) {
      for (const [name, content] of Object.entries(files)) {
        const file = join(directory, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
  rig.git(root, 'init', '--quiet', '--initial-branch=main', 'trusted');
  return rig;
}

/** With a commit on `main`, and the agent's clone of it. */
export function gitRigWithHistory(): GitRig {
  const rig = gitRig();
  rig.write(rig.trusted, { 'src/a.ts': 'export const a = 1;\n', '.gitignore': 'ignored/\n' });
  rig.git(rig.trusted, 'add', '.');
  rig.git(rig.trusted, 'commit', '--quiet', '-m', 'Begin');
  rig.git(rig.path('.'), 'clone', '--quiet', rig.trusted, 'agent');
  return rig;
}

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};
