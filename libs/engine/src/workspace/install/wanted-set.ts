import { z } from 'zod';
import type { PackageManifest, Project } from '../../policy/project.js';
import { askedFor, manifestsOf } from '../lockfiles/manifests.js';
import { isClassic, lockfileOf, readLockGraph, type LockfileName } from '../lockfiles/read-graph.js';
import { parseYamlAs } from '../lockfiles/read.js';
import type { LockGraph } from '../lockfiles/lock-graph.js';
import { layoutSettings } from './layout-settings.js';
import type { ManagerName } from './manager-name.js';
import type { ExpectedPackage } from './verify-places.js';

/** All that an installation is made from: the lockfile and the manifests, reduced to what says what to install. */
export interface WantedSet {
  kind: 'wanted';
  manager: ManagerName;
  lockfile: LockfileName;
  /** Texts by path. */
  files: ReadonlyMap<string, string>;
  /** How the base lays its packages out, e.g. `node-linker`. */
  settings: Readonly<Record<string, string>>;
  /** Which package should lie where, as far as the lockfile says. */
  expected: readonly ExpectedPackage[];
}

/** A set that cannot be installed, and why. */
export interface NotInstallable {
  kind: 'not-installable';
  message: string;
}

const MAX_PACKAGES = 20_000;
const MAX_LOCKFILE_BYTES = 64 * 1_048_576;

/**
 * What to install for a tree. Nothing but the lockfile and the manifests of the declared packages goes into it: no
 * settings of the tree's, no hooks, no patches, no scripts.
 *
 * @param judge whose layout settings hold: the base
 */
export async function wantedSet(project: Project, judge: Project): Promise<WantedSet | NotInstallable> {
  const lockfile = lockfileOf(project);
  const text = lockfile && (await project.read(lockfile));
  if (lockfile === undefined || text === undefined)
    return notInstallable('there is no lockfile that says which versions to install');
  const graph = Buffer.byteLength(text) > MAX_LOCKFILE_BYTES ? undefined : await readLockGraph(project);
  if (!graph) return notInstallable(`${lockfile} cannot be read as a lockfile`);
  if (graph.packages.size > MAX_PACKAGES)
    return notInstallable(`${lockfile} names more than ${MAX_PACKAGES} packages`);
  const local = localPackage(graph, await manifestsOf(project));
  if (local !== undefined)
    return notInstallable(`${local} is read from files, which a set apart from the tree does not have`);

  const manager = await managerOf(lockfile, project);
  const files = new Map<string, string>([[lockfile, text]]);
  for (const [directory, manifest] of await manifestsOf(project)) {
    const path = directory === '' ? 'package.json' : `${directory}/package.json`;
    files.set(path, JSON.stringify(reduced(manifest), undefined, 2));
  }
  const workspace = manager === 'pnpm' ? await pnpmWorkspace(project) : undefined;
  if (workspace !== undefined) files.set('pnpm-workspace.yaml', workspace);
  return {
    kind: 'wanted',
    manager,
    lockfile,
    files,
    settings: await layoutSettings(judge, manager),
    expected: expectedOf(graph, manager),
  };
}

/** npm names its entries by their places. */
function expectedOf(graph: LockGraph, manager: ManagerName): ExpectedPackage[] {
  if (manager !== 'npm') return [];
  return [...graph.packages.values()].flatMap(({ id, name, version, source }) =>
    source.kind === 'registry' ? [{ place: id, name, version }] : [],
  );
}

const notInstallable = (message: string): NotInstallable => ({ kind: 'not-installable', message });

async function managerOf(lockfile: LockfileName, project: Project): Promise<ManagerName> {
  if (lockfile === 'pnpm-lock.yaml') return 'pnpm';
  if (lockfile !== 'yarn.lock') return 'npm';
  return (await isClassic(project)) ? 'yarn-classic' : 'yarn-berry';
}

/** A package that would have to be read from the tree or from the host, and is none of the declared ones. */
function localPackage(graph: LockGraph, manifests: ReadonlyMap<string, PackageManifest>): string | undefined {
  const entry = [...graph.packages.values()].find(({ source }) => source.kind === 'file');
  if (entry) return entry.name;
  const own = new Set([...manifests.values()].map(({ name }) => name));
  const asked = [...manifests.values()].flatMap((manifest) => Object.entries(askedFor(manifest)));
  return asked.find(([name, range]) => /^(file|link|portal):/.test(range) && !own.has(name))?.[0];
}

/** The sections of a manifest that say what is installed, and under which names it is called. */
const SECTIONS = [
  'name',
  'version',
  'private',
  'type',
  'workspaces',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'dependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
];
const PNPM_SECTIONS = ['overrides', 'packageExtensions', 'peerDependencyRules', 'allowedDeprecatedVersions'];
const PNPM_WORKSPACE = ['packages', 'catalog', 'catalogs', ...PNPM_SECTIONS];

function reduced(manifest: PackageManifest): Record<string, unknown> {
  const part = (section: string, keys: readonly string[]) => {
    const content = z.record(z.string(), z.unknown()).safeParse(manifest[section]).data;
    return content && { [section]: picked(content, keys) };
  };
  return {
    ...picked(manifest, SECTIONS),
    ...part('pnpm', PNPM_SECTIONS),
    // pnpm compares it with the lockfile.
    ...part('publishConfig', ['directory', 'linkDirectory']),
  };
}

async function pnpmWorkspace(project: Project): Promise<string | undefined> {
  const text = await project.read('pnpm-workspace.yaml');
  const content = parseYamlAs(z.record(z.string(), z.unknown()), text);
  // JSON is YAML.
  return content && JSON.stringify(picked(content, PNPM_WORKSPACE), undefined, 2);
}

function picked(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])));
}
