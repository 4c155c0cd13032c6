import { unreachable } from '@quality-gates/contract';
import type { LockedDependency, LockedPackage, LockGraph } from './lock-graph.js';
import { addressOf, sameIntegrity, sameSource } from './package-source.js';

/** Why a package should not come from where the lockfile says. */
export interface SourceObjection {
  /** The name under which it would be imported. */
  name: string;
  /** A sentence without a full stop that begins with the package. */
  what: string;
  /** Whether it must not even be installed; otherwise it is harmless until it runs. */
  refused: boolean;
}

/** Where lockfiles usually lead, for a base that does not say. */
const PUBLIC = ['https://registry.npmjs.org', 'https://registry.yarnpkg.com'];

/** Holds where the candidate's packages come from against the base's: what the base has likewise is no objection. */
export function sourceObjections(base: LockGraph | undefined, candidate: LockGraph): SourceObjection[] {
  const known = knownOf(base);
  const fresh = [...candidate.packages.values()].filter((one) => !isKnown(one, known));
  const ofEntries = fresh.flatMap((one) => {
    const what = objectionTo(one, known);
    return what === undefined
      ? []
      : [{ name: one.name, what: `${one.name} ${one.version} ${what}`, refused: true }];
  });
  return [...ofEntries, ...aliases(candidate, known)];
}

interface Known {
  byName: ReadonlyMap<string, readonly LockedPackage[]>;
  origins: ReadonlySet<string>;
  /** Whether the base pins contents at all. */
  hasIntegrity: boolean;
  /** Names under which the base already has another package. */
  aliases: ReadonlySet<string>;
}

function knownOf(base: LockGraph | undefined): Known {
  const packages = [...(base?.packages.values() ?? [])];
  const origins = packages.flatMap(({ source }) =>
    source.kind === 'registry' && source.origin !== undefined ? [source.origin] : [],
  );
  return {
    byName: byName(packages),
    origins: new Set(origins.length > 0 ? origins : PUBLIC),
    hasIntegrity: packages.length === 0 || packages.some(({ integrity }) => integrity !== undefined),
    aliases: new Set(base ? aliasEdges(base).map(({ edge, to }) => `${edge.name}\0${to.name}`) : []),
  };
}

function byName(packages: readonly LockedPackage[]): Map<string, LockedPackage[]> {
  const groups = new Map<string, LockedPackage[]>();
  for (const one of packages) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  return groups;
}

function isKnown(one: LockedPackage, known: Known): boolean {
  return (known.byName.get(one.name) ?? []).some(
    (other) =>
      other.version === one.version &&
      other.source.kind === one.source.kind &&
      sameSource(other.source, one.source) &&
      sameIntegrity(other.integrity, one.integrity) &&
      (one.integrity !== undefined || other.integrity === undefined) &&
      originIsKnown(one, known),
  );
}

function originIsKnown({ source }: LockedPackage, { origins }: Known): boolean {
  return source.kind !== 'registry' || source.origin === undefined || origins.has(source.origin);
}

function objectionTo(one: LockedPackage, known: Known): string | undefined {
  const { source } = one;
  const address = addressOf(source) ?? '';
  switch (source.kind) {
    case 'bundled':
      return undefined;
    case 'file':
      return `would be read from files (${address}), not from a registry`;
    case 'git':
      return `would be fetched by git (${address}), whose content nothing pins as a registry’s digest does`;
    case 'address':
      return `would come from an address that is no registry’s (${address})`;
    case 'registry':
      if (address.startsWith('http:') && !originIsKnown(one, known))
        return `would be fetched without encryption (${address})`;
      if (!originIsKnown(one, known))
        return `would come from ${source.origin}, which the base’s lockfile does not use`;
      if (source.archiveOf !== undefined && source.archiveOf !== one.name)
        return `would be the archive of another package, ${source.archiveOf} (${address})`;
      return integrityObjection(one, known);
    default:
      return unreachable(source);
  }
}

function integrityObjection(one: LockedPackage, { byName, hasIntegrity }: Known): string | undefined {
  const before = byName.get(one.name) ?? [];
  const same = before.filter(({ version }) => version === one.version);
  if (one.integrity === undefined) {
    if (one.platformOnly) return undefined;
    const hadOne =
      before.length === 0 ? hasIntegrity : before.some(({ integrity }) => integrity !== undefined);
    return hadOne ? 'has no integrity, so nothing says which content it should have' : undefined;
  }
  return same.length > 0 && !same.some(({ integrity }) => sameIntegrity(integrity, one.integrity))
    ? 'is said to have another content than the base’s lockfile says for the same version'
    : undefined;
}

/** Packages that answer to another package's name. Those that a published package asks for itself are ordinary. */
function aliases(candidate: LockGraph, known: Known): SourceObjection[] {
  const found = new Map<string, SourceObjection>();
  for (const { edge, to, isDirect } of aliasEdges(candidate)) {
    const key = `${edge.name}\0${to.name}`;
    if (known.aliases.has(key) || found.has(key)) continue;
    const isAskedFor = edge.range.replace(/^(npm:|\/)/, '').startsWith(`${to.name}@`);
    if (!isAskedFor) {
      const what = `${edge.name} would be ${to.name} ${to.version}, which nobody asks for by that name`;
      found.set(key, { name: edge.name, what, refused: true });
    } else if (isDirect || known.byName.has(edge.name)) {
      const what = `${edge.name} would be another package, ${to.name} ${to.version}, under this name`;
      found.set(key, { name: edge.name, what, refused: false });
    }
  }
  return [...found.values()];
}

function aliasEdges(graph: LockGraph): { edge: LockedDependency; to: LockedPackage; isDirect: boolean }[] {
  const aliased = (edges: readonly LockedDependency[], isDirect: boolean) =>
    edges.flatMap((edge) => {
      const to = edge.id === undefined ? undefined : graph.packages.get(edge.id);
      return to && to.name !== edge.name ? [{ edge, to, isDirect }] : [];
    });
  return [
    ...graph.importers.flatMap(({ dependencies }) => aliased(dependencies, true)),
    ...[...graph.packages.values()].flatMap(({ dependencies }) => aliased(dependencies, false)),
  ];
}
