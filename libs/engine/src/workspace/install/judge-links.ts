import type { Dirent } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { JudgePackages } from '../judge-packages.js';

/** A package that a set should have from another set. */
export interface JudgeLink {
  /** Where the package lies, relative to the root of a set. */
  place: string;
  /** The directory of the package in the other set; nothing where that has none there. */
  target?: string;
}

/**
 * The judge's packages of an installed set, for another set to have them from there.
 *
 * @param directories the project's own packages, which may have a `node_modules` each
 */
export async function judgeLinks(
  root: string,
  directories: Iterable<string>,
  judgePackages: JudgePackages,
): Promise<JudgeLink[]> {
  const links: JudgeLink[] = [];
  for (const directory of directories) {
    const modules = path.join(directory, 'node_modules');
    for (const name of await packagesIn(path.join(root, modules))) {
      if (!judgePackages.has(name)) continue;
      const target = await realpath(path.join(root, modules, name)).catch(() => undefined);
      if (target !== undefined && isInstalled(root, target))
        links.push({ place: path.join(modules, name), target });
    }
  }
  return links.toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

/**
 * Puts the judge's packages of another set in the place of a set's own, so that whatever imports one, the project or
 * another package, gets the one that judges. A directory of the project that has its own where the other set has
 * none loses it.
 */
export async function putJudgeLinks(
  root: string,
  directories: Iterable<string>,
  judgePackages: JudgePackages,
  links: readonly JudgeLink[],
): Promise<void> {
  const targets = new Map(links.map(({ place, target }) => [place, target]));
  const names = new Set(links.map(({ place }) => place.slice(place.lastIndexOf('node_modules') + 13)));
  for (const directory of directories) {
    const modules = path.join(directory, 'node_modules');
    for (const name of await packagesIn(path.join(root, modules))) {
      const place = path.join(modules, name);
      if (judgePackages.has(name) && names.has(name) && !targets.has(place))
        await rm(path.join(root, place), { recursive: true, force: true });
    }
  }
  for (const { place, target } of links) {
    if (target !== undefined) await replace(root, path.join(root, place), target);
  }
}

/** pnpm links packages into a store of the set: what they lead to gives way, so that all who use it see it. */
async function replace(root: string, place: string, target: string): Promise<void> {
  const real = await realpath(place).catch(() => place);
  const isInStore = (await lstat(place).catch(() => undefined))?.isSymbolicLink() && isInstalled(root, real);
  const directory = isInStore ? real : place;
  await rm(directory, { recursive: true, force: true });
  await mkdir(path.dirname(directory), { recursive: true });
  await symlink(target, directory);
}

/** Whether a directory lies in the packages of a set, and is none of the project's own sources. */
function isInstalled(root: string, real: string): boolean {
  const within = path.relative(root, real);
  const isWithin = !within.startsWith('..') && !path.isAbsolute(within);
  return !isWithin || within.split(path.sep).includes('node_modules');
}

async function packagesIn(modules: string): Promise<string[]> {
  const entries = await readdir(modules, { withFileTypes: true }).catch((): Dirent[] => []);
  const names = await Promise.all(
    entries.map(async ({ name }) => {
      if (name.startsWith('.')) return [];
      if (!name.startsWith('@')) return [name];
      return (await readdir(path.join(modules, name)).catch((): string[] => [])).map(
        (one) => `${name}/${one}`,
      );
    }),
  );
  return names.flat();
}
