import type { Dirent } from 'node:fs';
import { mkdir, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

const MAX_DEPTH = 8;

/**
 * Gives a workspace the packages installed in a repository: a `node_modules` of its own, so that caches written
 * there stay in the workspace, with a link to each installed package. Links of the repository's into its own
 * sources (the packages of a monorepo) lead to the workspace's sources instead: the candidate is judged, never
 * the files that happen to lie in the repository.
 *
 * @returns the directories that the links lead to, for a sandbox to show
 */
export async function linkDependencies(root: string, directory: string): Promise<string[]> {
  const targets = new Set<string>();
  await linkBelow(root, directory, '', targets, 0);
  return [...targets];
}

async function linkBelow(
  root: string,
  directory: string,
  below: string,
  targets: Set<string>,
  depth: number,
): Promise<void> {
  const entries = await readdir(path.join(directory, below), { withFileTypes: true }).catch(
    (): Dirent[] => [],
  );
  const installed = await realpath(path.join(root, below, 'node_modules')).catch(() => undefined);
  if (installed !== undefined)
    await linkPackages(root, directory, installed, path.join(directory, below, 'node_modules'), targets);
  if (depth === MAX_DEPTH) return;
  for (const entry of entries) {
    if (entry.isDirectory() && !SKIPPED.has(entry.name))
      await linkBelow(root, directory, path.join(below, entry.name), targets, depth + 1);
  }
}

const SKIPPED = new Set(['node_modules', '.git', 'src', 'dist', 'test', 'tests', '__tests__']);

async function linkPackages(
  root: string,
  directory: string,
  from: string,
  to: string,
  targets: Set<string>,
): Promise<void> {
  await mkdir(to, { recursive: true });
  const linkOne = async (name: string, entry: Dirent): Promise<void> => {
    const source = path.join(from, name);
    const destination = path.join(to, name);
    if (entry.isSymbolicLink()) {
      const real = await realpath(source).catch(() => undefined);
      if (real === undefined) return;
      const own = path.relative(root, real);
      const isOwnSource =
        !own.startsWith('..') && !path.isAbsolute(own) && !own.split(path.sep).includes('node_modules');
      if (isOwnSource) return link(path.join(directory, own), destination);
      targets.add(packagesDirectoryOf(real));
      return link(real, destination);
    }
    targets.add(from);
    return link(source, destination);
  };
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === '.bin') await linkBinaries(path.join(from, '.bin'), path.join(to, '.bin'), to);
    if (entry.name === '.pnpm') targets.add(from);
    if (entry.name.startsWith('.')) continue;
    if (entry.name.startsWith('@') && entry.isDirectory()) {
      await mkdir(path.join(to, entry.name), { recursive: true });
      const scoped = await readdir(path.join(from, entry.name), { withFileTypes: true });
      for (const one of scoped) await linkOne(path.join(entry.name, one.name), one);
    } else {
      await linkOne(entry.name, entry);
    }
  }
}

/** What the candidate's own tree has in the place of an installed package gives way. */
async function link(target: string, destination: string): Promise<void> {
  await rm(destination, { recursive: true, force: true });
  await symlink(target, destination);
}

/** Programs keep their relative links (`../package/bin`), which lead through the workspace's own package links. */
async function linkBinaries(from: string, to: string, nodeModules: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = entry.isSymbolicLink() ? await readlink(source) : source;
    const resolved = path.isAbsolute(target) ? target : path.join(nodeModules, '.bin', target);
    await link(resolved, path.join(to, entry.name));
  }
}

/** The outermost `node_modules` that holds a package, so that what the package itself depends on is shown too. */
function packagesDirectoryOf(real: string): string {
  const parts = real.split(path.sep);
  const outermost = parts.indexOf('node_modules');
  return outermost < 0 ? real : parts.slice(0, outermost + 1).join(path.sep);
}
