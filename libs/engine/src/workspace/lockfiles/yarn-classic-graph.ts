import type { Project } from '../../policy/project.js';
import type { LockedPackage, LockGraph } from './lock-graph.js';
import { askedFor, manifestsOf } from './manifests.js';
import { sourceOf } from './package-source.js';

interface ClassicEntry {
  patterns: string[];
  fields: Record<string, string>;
  dependencies: Record<string, string>;
}

/** The lockfile of Yarn 1: entries by what is asked for (`a@^1.0.0`); who asks is in the manifests. */
export async function yarnClassicGraph(project: Project): Promise<LockGraph> {
  const entries = classicEntries((await project.read('yarn.lock')) ?? '');
  const byPattern = new Map(entries.flatMap((entry) => entry.patterns.map((pattern) => [pattern, entry])));
  const idOf = (entry: ClassicEntry) => entry.patterns[0] ?? '';
  const edges = (wanted: Readonly<Record<string, string>>) =>
    Object.entries(wanted).map(([name, range]) => {
      const entry = byPattern.get(`${name}@${range}`);
      return entry ? { name, range, id: idOf(entry) } : { name, range };
    });
  const packages = new Map<string, LockedPackage>();
  for (const entry of entries) {
    const id = idOf(entry);
    const { version = '', resolved, integrity } = entry.fields;
    const source = sourceOf(resolved);
    packages.set(id, {
      id,
      name: publishedName(id) ?? nameOf(id),
      version,
      integrity: integrity ?? shaOf(resolved),
      source,
      dependencies: edges(entry.dependencies),
    });
  }
  const importers = [...(await manifestsOf(project))].map(([directory, manifest]) => ({
    directory,
    dependencies: edges(askedFor(manifest)),
  }));
  return { lockfile: 'yarn.lock', packages, importers };
}

/** A line of patterns, then fields by two spaces, of which those of dependencies are by four. */
function classicEntries(lock: string): ClassicEntry[] {
  const entries: ClassicEntry[] = [];
  let inDependencies = false;
  for (const line of lock.split(/\r?\n/)) {
    const entry = entries.at(-1);
    if (/^[^\s#].*:$/.test(line)) {
      const patterns = line.slice(0, -1).split(', ').map(unquoted);
      entries.push({ patterns, fields: {}, dependencies: {} });
    } else if (/^ {2}\S.*:$/.test(line)) {
      inDependencies = true;
    } else if (entry) {
      const [, indent = '', name = '', value = ''] = /^( {2}| {4})("[^"]+"|\S+) (.+)$/.exec(line) ?? [];
      if (indent.length === 2) {
        inDependencies = false;
        entry.fields[unquoted(name)] = unquoted(value);
      } else if (indent.length === 4 && inDependencies) {
        entry.dependencies[unquoted(name)] = unquoted(value);
      }
    }
  }
  return entries;
}

const unquoted = (text: string) => text.replace(/^"(.*)"$/, '$1');
const nameOf = (pattern: string) => pattern.slice(0, pattern.indexOf('@', 1));

/** In `a@npm:other@^1.0.0` another package answers to the name. */
function publishedName(pattern: string): string | undefined {
  return /^@?[^@]+@npm:((?:@[^/]+\/)?[^@]+)/.exec(pattern)?.[1];
}

/** Yarn 1 once kept the digest behind the address alone. */
function shaOf(resolved: string | undefined): string | undefined {
  const sha = resolved === undefined ? undefined : /#([0-9a-f]{40})$/.exec(resolved)?.[1];
  return sha === undefined ? undefined : `sha1-${Buffer.from(sha, 'hex').toString('base64')}`;
}
