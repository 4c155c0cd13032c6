import { z } from 'zod';
import type { Project } from '../../policy/project.js';
import type { Importer, LockedPackage, LockGraph, PackageSource } from './lock-graph.js';
import { sourceOf } from './package-source.js';
import { parseYamlAs } from './read.js';

const Entry = z.looseObject({
  version: z.coerce.string().optional(),
  resolution: z.string(),
  checksum: z.coerce.string().optional(),
  conditions: z.string().optional(),
  dependencies: z.record(z.string(), z.coerce.string()).optional().catch(undefined),
});
const BerryLock = z.record(z.string(), z.unknown());

/** The lockfile of Yarn 2 and later: entries by descriptors, with the project's own packages among them. */
export async function yarnBerryGraph(project: Project): Promise<LockGraph | undefined> {
  const lock = parseYamlAs(BerryLock, await project.read('yarn.lock'));
  if (!lock) return undefined;
  const entries = Object.entries(lock).flatMap(([key, value]) => {
    const entry = Entry.safeParse(value);
    return key !== '__metadata' && entry.success ? [{ id: key, ...entry.data }] : [];
  });
  const byDescriptor = new Map(
    entries.flatMap((entry) => entry.id.split(/,\s*/).map((descriptor) => [descriptor, entry])),
  );
  const isOwn = (entry: { resolution: string }) => /^@?[^@]+@workspace:/.test(entry.resolution);
  const edges = (wanted: Readonly<Record<string, string>> | undefined) =>
    Object.entries(wanted ?? {}).map(([name, range]) => {
      const entry = byDescriptor.get(`${name}@${range}`) ?? byDescriptor.get(`${name}@npm:${range}`);
      return entry && !isOwn(entry) ? { name, range, id: entry.id } : { name, range };
    });
  const packages = new Map<string, LockedPackage>();
  const importers: Importer[] = [];
  for (const entry of entries) {
    const { id, version = '', resolution, checksum } = entry;
    const name = resolution.slice(0, resolution.indexOf('@', 1));
    const reference = resolution.slice(name.length + 1);
    const dependencies = edges(entry.dependencies);
    if (isOwn(entry)) {
      const directory = reference.slice('workspace:'.length);
      importers.push({ directory: directory === '.' ? '' : directory, dependencies });
    } else {
      packages.set(id, {
        id,
        name,
        version,
        integrity: checksum,
        ...(entry.conditions !== undefined && { platformOnly: true }),
        source: berrySource(reference),
        dependencies,
      });
    }
  }
  return { lockfile: 'yarn.lock', packages, importers };
}

/** Yarn patches some packages by what it brings along itself; other patches are files of the tree. */
function berrySource(reference: string): PackageSource {
  if (reference.startsWith('patch:'))
    return /#(optional!)?builtin</.test(reference)
      ? sourceOf(undefined)
      : { kind: 'file', address: reference };
  if (!reference.startsWith('npm:')) return sourceOf(reference.replace(/::.*$/, ''));
  const archive = /::__archiveUrl=([^&]+)/.exec(reference)?.[1];
  return sourceOf(archive === undefined ? undefined : decodeURIComponent(archive));
}
