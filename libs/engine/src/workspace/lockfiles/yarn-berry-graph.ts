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
  const byResolution = new Map(entries.map((entry) => [entry.resolution, entry]));
  const packages = new Map<string, LockedPackage>();
  const importers: Importer[] = [];
  for (const entry of entries) {
    const { id, resolution } = entry;
    const name = nameOf(resolution);
    const patched = withoutBuiltinPatch(resolution);
    // What Yarn itself makes of a package changes with Yarn: the package that it takes for that is what counts.
    const { version = '', checksum } = byResolution.get(patched) ?? entry;
    const reference = patched.slice(nameOf(patched).length + 1);
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

/** Of what the patches that Yarn brings along itself are for; other patches are files of the tree. */
function withoutBuiltinPatch(resolution: string): string {
  const name = nameOf(resolution);
  const [, patched = '', patches = ''] =
    /^patch:([^#]+)#(.+?)(?:::.*)?$/.exec(resolution.slice(name.length + 1)) ?? [];
  const isBuiltin = patches.split('&').every((patch) => /^(~|optional!)?builtin<[^<>]+>$/.test(patch));
  const source = isBuiltin ? decoded(patched) : '';
  return nameOf(source) === name ? source : resolution;
}

function berrySource(reference: string): PackageSource {
  if (reference.startsWith('patch:')) return { kind: 'file', address: reference };
  if (!reference.startsWith('npm:')) return sourceOf(reference.replace(/::.*$/, ''));
  const archive = /::__archiveUrl=([^&]+)/.exec(reference)?.[1];
  return sourceOf(archive === undefined ? undefined : decoded(archive));
}

const nameOf = (resolution: string) => resolution.slice(0, Math.max(0, resolution.indexOf('@', 1)));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
