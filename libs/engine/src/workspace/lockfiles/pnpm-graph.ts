import { z } from 'zod';
import type { Project } from '../../policy/project.js';
import type { LockedDependency, LockedPackage, LockGraph, PackageSource } from './lock-graph.js';
import { sourceOf } from './package-source.js';
import { parseYamlAs } from './read.js';

const Version = z.union([
  z.string(),
  z.looseObject({ specifier: z.string().optional(), version: z.string() }),
]);
const versions = z.record(z.string(), Version).nullish().catch(undefined);
const Importer = z.looseObject({
  specifiers: z.record(z.string(), z.string()).nullish().catch(undefined),
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});
type Importer = z.infer<typeof Importer>;
const Resolution = z.looseObject({
  integrity: z.string().optional(),
  tarball: z.string().optional(),
  directory: z.string().optional(),
  repo: z.string().optional(),
  commit: z.string().optional(),
});
const ranges = z.record(z.string(), z.string()).nullish().catch(undefined);
const Entry = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  resolution: Resolution.optional(),
  dependencies: ranges,
  optionalDependencies: ranges,
});
type Entry = z.infer<typeof Entry>;
const entries = z.record(z.string(), Entry.nullable()).nullish();
const PnpmLock = z.looseObject({
  ...Importer.shape,
  importers: z.record(z.string(), Importer).optional(),
  packages: entries,
  snapshots: entries,
});

/** pnpm's lockfile, from version 5 on: entries by name, version and the peers that they are laid with. */
export async function pnpmGraph(project: Project): Promise<LockGraph | undefined> {
  const lockfile = 'pnpm-lock.yaml';
  const lock = parseYamlAs(PnpmLock, await project.read(lockfile));
  if (!lock) return undefined;
  const about = new Map(Object.entries(lock.packages ?? {}));
  const laid = new Map(Object.entries(lock.snapshots ?? lock.packages ?? {}));
  const packages = new Map<string, LockedPackage>();
  for (const [id, entry] of laid) {
    const own = about.get(id) ?? about.get(withoutPeers(id));
    const { dependencies, optionalDependencies } = entry ?? {};
    packages.set(id, {
      id,
      ...identity(id, own ?? {}),
      dependencies: edges({ ...dependencies, ...optionalDependencies }, {}, laid),
    });
  }
  const importers = Object.entries(lock.importers ?? { '.': Importer.parse(lock) }).map(
    ([directory, one]) => ({
      directory: directory === '.' ? '' : directory,
      dependencies: edgesOf(one, laid),
    }),
  );
  return { lockfile, packages, importers };
}

function identity(
  id: string,
  entry: Entry,
): Pick<LockedPackage, 'name' | 'version' | 'integrity' | 'source'> {
  const { name, version } = nameAndVersion(id);
  const integrity = entry.resolution?.integrity;
  return {
    name: entry.name ?? name,
    version: entry.version ?? version,
    ...(integrity === undefined ? {} : { integrity }),
    source: pnpmSource(entry.resolution),
  };
}

function pnpmSource(resolution: Entry['resolution']): PackageSource {
  const { repo, commit, directory, tarball } = resolution ?? {};
  if (repo !== undefined) return { kind: 'git', address: `${repo}#${commit ?? ''}` };
  if (directory !== undefined) return { kind: 'file', address: `file:${directory}` };
  return sourceOf(tarball);
}

/** `a@1.0.0(peer@2.0.0)` since version 9, `/a@1.0.0(…)` in 6, `/a/1.0.0_peer` in 5. */
function nameAndVersion(id: string): { name: string; version: string } {
  const plain = withoutPeers(id).replace(/^\//, '');
  const [, name, version] = /^((?:@[^/]+\/)?[^/@]+)\/(\d[^/_]*)/.exec(plain) ?? [];
  if (name !== undefined && version !== undefined) return { name, version };
  const at = plain.indexOf('@', 1);
  return at > 0 ? { name: plain.slice(0, at), version: plain.slice(at + 1) } : { name: plain, version: '' };
}

const withoutPeers = (id: string) => id.replace(/\(.*$/s, '');

function edgesOf(importer: Importer, laid: ReadonlyMap<string, unknown>): LockedDependency[] {
  const specifiers: Record<string, string> = { ...importer.specifiers };
  const wanted: Record<string, string> = {};
  for (const kind of [importer.devDependencies, importer.dependencies, importer.optionalDependencies]) {
    for (const [name, one] of Object.entries(kind ?? {})) {
      wanted[name] = typeof one === 'string' ? one : one.version;
      if (typeof one !== 'string' && one.specifier !== undefined) specifiers[name] = one.specifier;
    }
  }
  return edges(wanted, specifiers, laid);
}

function edges(
  wanted: Readonly<Record<string, string>>,
  specifiers: Readonly<Record<string, string>>,
  laid: ReadonlyMap<string, unknown>,
): LockedDependency[] {
  return Object.entries(wanted).map(([name, version]) => {
    const forms = [`${name}@${version}`, `/${name}@${version}`, `/${name}/${version}`, version];
    const id = forms.find((form) => laid.has(form));
    const range = specifiers[name] ?? version;
    return id === undefined ? { name, range } : { name, range, id };
  });
}
