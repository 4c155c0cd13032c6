import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGES = ['eslint', 'tsup', 'typescript', 'typescript-eslint', 'vitest', '@vitest/coverage-v8'];

/** Lays a small project out as a repository with its packages beside it, and returns where. */
export function layFixture(repository) {
  cpSync(path.join(root, 'test/fixtures/calculator'), repository, { recursive: true });
  writeFileSync(path.join(repository, '.gitignore'), 'node_modules/\ndist/\ncoverage/\n');
  for (const name of PACKAGES) {
    const link = path.join(repository, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), link);
  }
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args], {
      cwd: repository,
    });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Begin');
  return repository;
}
