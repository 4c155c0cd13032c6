import { z } from 'zod';
import type { Project } from '../../policy/project.js';
import type { Importer, LockedDependency, LockedPackage, LockGraph } from './lock-graph.js';
import { sourceOf } from './package-source.js';
import { parseJson } from './read.js';

const ranges = z.record(z.string(), z.string()).optional().catch(undefined);
const NpmEntry = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional().catch(undefined),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
});
type NpmEntry = z.infer<typeof NpmEntry>;
const NpmLock = z.looseObject({ packages: z.record(z.string(), NpmEntry) });

/** npm's lockfile of version 2 or 3: entries by the place where they are laid. */
export async function npmGraph(project: Project, lockfile: string): Promise<LockGraph | undefined> {
  const lock = parseJson(NpmLock, await project.read(lockfile));
  if (!lock) return undefined;
  const packages = new Map<string, LockedPackage>();
  const importers: Importer[] = [];
  for (const [location, entry] of Object.entries(lock.packages)) {
    if (entry.link && !isOwnDirectory(entry.resolved, lock.packages)) {
      packages.set(location, fileLink(location, entry));
    } else if (!entry.link && !location.includes('node_modules/')) {
      const { dependencies, devDependencies, optionalDependencies } = entry;
      const all = { ...devDependencies, ...dependencies, ...optionalDependencies };
      importers.push({ directory: location, dependencies: edges(location, all, lock.packages) });
    } else if (!entry.link) {
      packages.set(location, locked(location, entry, lock.packages));
    }
  }
  return { lockfile, packages, importers };
}

function locked(id: string, entry: NpmEntry, all: Readonly<Record<string, NpmEntry>>): LockedPackage {
  const { dependencies, optionalDependencies, peerDependencies, version = '', integrity } = entry;
  return {
    id,
    name: entry.name ?? lastName(id),
    version,
    ...(integrity === undefined ? {} : { integrity }),
    source: entry.inBundle ? { kind: 'bundled' } : sourceOf(entry.resolved),
    dependencies: edges(id, { ...peerDependencies, ...dependencies, ...optionalDependencies }, all),
  };
}

function fileLink(id: string, { resolved = '' }: NpmEntry): LockedPackage {
  const source = { kind: 'file' as const, address: `file:${resolved}` };
  return { id, name: lastName(id), version: '', source, dependencies: [] };
}

/** A link to a directory of the tree that the lockfile knows as one of the project's packages. */
function isOwnDirectory(target: string | undefined, all: Readonly<Record<string, NpmEntry>>): boolean {
  if (target === undefined || target.startsWith('/') || target.split('/').includes('..')) return false;
  return Object.hasOwn(all, target) && !target.includes('node_modules/');
}

function edges(
  from: string,
  ranges: Readonly<Record<string, string>>,
  all: Readonly<Record<string, NpmEntry>>,
): LockedDependency[] {
  return Object.entries(ranges).map(([name, range]) => {
    const id = resolve(from, name, all);
    return id === undefined ? { name, range } : { name, range, id };
  });
}

/** Looks where Node looks: beside the package that asks, then in each directory above it. */
function resolve(from: string, name: string, all: Readonly<Record<string, NpmEntry>>): string | undefined {
  let place = from;
  for (;;) {
    const location = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    const entry = Object.hasOwn(all, location) ? all[location] : undefined;
    if (entry) return entry.link && isOwnDirectory(entry.resolved, all) ? undefined : location;
    if (place === '') return undefined;
    place = place.slice(0, Math.max(0, place.lastIndexOf('/'))).replace(/(^|\/)node_modules(\/@[^/]+)?$/, '');
  }
}

function lastName(location: string): string {
  return location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
