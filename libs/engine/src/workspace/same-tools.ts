import type { JudgePackages } from './judge-packages.js';
import type { LockedDependency, LockedPackage, LockGraph } from './lockfiles/lock-graph.js';
import { addressOf } from './lockfiles/package-source.js';

/**
 * Whether two lockfiles install the same of the judge's packages, with everything that these import in turn: then
 * one set serves for both.
 */
export function sameTools(base: LockGraph, candidate: LockGraph, judgePackages: JudgePackages): boolean {
  const [ofBase, ofCandidate] = [toolEdges(base, judgePackages), toolEdges(candidate, judgePackages)];
  return ofBase.size === ofCandidate.size && [...ofBase].every((edge) => ofCandidate.has(edge));
}

/** Who imports what under which name, from the project's own packages through all that the tools lead to. */
function toolEdges(graph: LockGraph, judgePackages: JudgePackages): Set<string> {
  const edges = new Set<string>();
  const seen = new Set<string>();
  const pending: LockedPackage[] = [];
  const follow = (from: string, edge: LockedDependency): void => {
    const to = edge.id === undefined ? undefined : graph.packages.get(edge.id);
    if (!to) return;
    edges.add([from, edge.name, inWords(to)].join('\0'));
    if (seen.has(to.id)) return;
    seen.add(to.id);
    pending.push(to);
  };
  for (const { directory, dependencies } of graph.importers) {
    for (const edge of dependencies) if (judgePackages.has(edge.name)) follow(`./${directory}`, edge);
  }
  for (let one = pending.pop(); one; one = pending.pop()) {
    for (const edge of one.dependencies) follow(inWords(one), edge);
  }
  return edges;
}

const inWords = ({ name, version, integrity, source }: LockedPackage) =>
  [name, version, integrity ?? '', source.kind === 'registry' ? '' : addressOf(source)].join(' ');
