import { cp, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git } from '../agents/git.js';

/** The same depth below the workspace's root in `src` and in `dist`. */
const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url));
const FIXTURE = join(WORKSPACE, 'test/fixtures/calculator');
const NOT_COPIED = new Set(['node_modules', 'dist', 'coverage', '.git']);

/** Makes a repository of the calculator with one commit on `main` and its packages installed. Gives its path. */
export async function makeFixtureRepository(parent: string): Promise<string> {
  const repository = join(parent, 'calculator');
  await cp(FIXTURE, repository, {
    recursive: true,
    filter: (source) => !NOT_COPIED.has(relative(FIXTURE, source).split('/')[0] ?? ''),
  });
  await install(repository);

  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await git(repository, 'add', '--all');
  const maintainer = ['-c', 'user.name=maintainer', '-c', 'user.email=maintainer@agents.invalid'];
  await git(repository, ...maintainer, 'commit', '--quiet', '--message', 'A small calculator');
  // Nobody works in the repository itself, so no files have to follow when main moves.
  await git(repository, 'checkout', '--quiet', '--detach');
  return repository;
}

/** What `npm ci` would do, without a download: the packages are those of this workspace. */
async function install(repository: string): Promise<void> {
  const manifest: unknown = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  for (const name of developmentDependenciesOf(manifest)) {
    const installed = join(WORKSPACE, 'node_modules', name);
    if (!(await stat(installed).catch(() => undefined))?.isDirectory()) {
      throw new Error(`${name} is not installed in ${WORKSPACE}. Run \`npm ci\` there.`);
    }
    const link = join(repository, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(installed, link);
  }
}

function developmentDependenciesOf(manifest: unknown): string[] {
  if (typeof manifest !== 'object' || manifest === null || !('devDependencies' in manifest)) return [];
  const { devDependencies } = manifest;
  return typeof devDependencies === 'object' && devDependencies !== null ? Object.keys(devDependencies) : [];
}
