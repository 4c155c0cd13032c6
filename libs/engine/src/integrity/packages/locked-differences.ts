import { askedFor } from '../../workspace/lockfiles/manifests.js';
import type { LockGraph } from '../../workspace/lockfiles/lock-graph.js';
import type { PackageSide } from './package-side.js';

/** What became of the packages of one name. */
export interface PackageDifference {
  name: string;
  /** Versions that only the base has; without lockfiles, what its manifest asks for. */
  from: string[];
  /** Versions that only the candidate has. */
  to: string[];
  /** Versions that both have. */
  kept: string[];
  /** Whether the project itself asks for it. */
  direct: boolean;
  /** For a package that others bring: the one that the project asks for. */
  through?: string;
}

export function lockedDifferences(before: PackageSide, after: PackageSide): PackageDifference[] {
  const [was, is] =
    before.graph && after.graph ? [locked(before.graph), locked(after.graph)] : [asked(before), asked(after)];
  const through = after.graph && before.graph ? bringers(after.graph) : new Map<string, string>();
  const direct = new Set([...asked(before).keys(), ...asked(after).keys()]);
  const names = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  return names.flatMap((name) => {
    const [old, now] = [was.get(name) ?? new Set<string>(), is.get(name) ?? new Set<string>()];
    const from = [...old].filter((version) => !now.has(version));
    const to = [...now].filter((version) => !old.has(version));
    if (from.length === 0 && to.length === 0) return [];
    const kept = [...now].filter((version) => old.has(version));
    return [{ name, from, to, kept, direct: direct.has(name), through: through.get(name) }];
  });
}

function locked(graph: LockGraph): Map<string, Set<string>> {
  return collected([...graph.packages.values()].map(({ name, version }) => [name, version]));
}

function asked({ manifests }: PackageSide): Map<string, Set<string>> {
  return collected([...manifests.values()].flatMap((manifest) => Object.entries(askedFor(manifest))));
}

function collected(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  for (const [name, version] of pairs) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  return versions;
}

/** For each package, the first of the project's own dependencies that leads to it. */
export function bringers(graph: LockGraph): Map<string, string> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  let level = graph.importers.flatMap(({ dependencies }) =>
    dependencies.flatMap(({ name, id }) => (id === undefined ? [] : [{ id, through: name }])),
  );
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { id, through } of level) {
      if (seen.has(id)) continue;
      seen.add(id);
      const one = graph.packages.get(id);
      if (!one) continue;
      if (!found.has(one.name)) found.set(one.name, through);
      for (const edge of one.dependencies) if (edge.id !== undefined) next.push({ id: edge.id, through });
    }
    level = next;
  }
  return found;
}
