import type { JudgePackages } from '../../workspace/judge-packages.js';
import type { LockedDependency, LockedPackage, LockGraph } from '../../workspace/lockfiles/lock-graph.js';
import { sameIntegrity, sameSource } from '../../workspace/lockfiles/package-source.js';

/** Which entries of a lockfile answer to the names of the judge's packages. */
export interface JudgeIdentities {
  /** Those that the project's packages ask for, by directory and name. */
  direct: ReadonlyMap<string, LockedPackage>;
  /** All that can be reached from the project through the judge's packages alone, by name. */
  reached: ReadonlyMap<string, readonly LockedPackage[]>;
}

export function judgeIdentities(graph: LockGraph, judgePackages: JudgePackages): JudgeIdentities {
  const direct = new Map<string, LockedPackage>();
  const reached = new Map<string, LockedPackage[]>();
  const seen = new Set<string>();
  const follow = (edge: LockedDependency): LockedPackage | undefined => {
    const to =
      judgePackages.has(edge.name) && edge.id !== undefined ? graph.packages.get(edge.id) : undefined;
    if (!to || seen.has(`${edge.name}\0${to.id}`)) return to;
    seen.add(`${edge.name}\0${to.id}`);
    reached.set(edge.name, [...(reached.get(edge.name) ?? []), to]);
    pending.push(...to.dependencies);
    return to;
  };
  const pending: LockedDependency[] = [];
  for (const { directory, dependencies } of graph.importers) {
    for (const edge of dependencies) {
      const to = follow(edge);
      if (to) direct.set(`${directory}\0${edge.name}`, to);
    }
  }
  for (let edge = pending.pop(); edge; edge = pending.pop()) follow(edge);
  return { direct, reached };
}

/** The same version of the same package with the same content, as far as the lockfiles tell. */
export function samePackage(a: LockedPackage, b: LockedPackage): boolean {
  return (
    a.name === b.name &&
    a.version === b.version &&
    sameSource(a.source, b.source) &&
    sameIntegrity(a.integrity, b.integrity)
  );
}

/** A package in words: its version, and its name and its place where they are not the usual ones. */
export function inWords({ name, version, source }: LockedPackage, asName: string): string {
  const alias = name === asName ? '' : `${name} `;
  const place = source.kind === 'registry' || source.kind === 'bundled' ? '' : ` from ${source.address}`;
  return `${alias}${version || '(no version)'}${place}`;
}
