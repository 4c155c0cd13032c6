import type { PackageSource } from './lock-graph.js';

/** Addresses at which registries keep archives: `…/name/-/name-1.0.0.tgz`, `…/download/@scope/name/1.0.0/…`. */
const ARCHIVE = /^\/(?:.*?\/)??((?:@|%40)[^/]+(?:\/|%2f)[^/]+|[^/@]+)\/-\/(?:@[^/]+\/)?([^/]+)\.tgz$/i;
const DOWNLOAD = /^\/(?:.*\/)?download\/(@[^/]+\/[^/]+)\/[^/]+\/[^/]+$/;
const GIT = /^(git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:)|\.git(#|$)/;

/** Reads what a lockfile gives as the address of a package; nothing means the registry of the settings. */
export function sourceOf(address: string | undefined): PackageSource {
  if (address === undefined || address === '') return { kind: 'registry' };
  if (/^(file|link|portal):/.test(address) || /^[./]/.test(address)) return { kind: 'file', address };
  if (GIT.test(address)) return { kind: 'git', address };
  if (!/^https?:/.test(address) || !URL.canParse(address)) return { kind: 'address', address };
  const url = new URL(address);
  const archiveOf = (ARCHIVE.exec(url.pathname) ?? DOWNLOAD.exec(url.pathname))?.[1];
  if (archiveOf === undefined) return { kind: 'address', address };
  return { kind: 'registry', origin: url.origin, address, archiveOf: decodeURIComponent(archiveOf) };
}

/** Whether two packages come from the same kind of place; registries mirror each other, so their hosts do not count. */
export function sameSource(a: PackageSource, b: PackageSource): boolean {
  if (a.kind === 'bundled' || b.kind === 'bundled') return true;
  if (a.kind === 'registry' && b.kind === 'registry') return archiveName(a) === archiveName(b);
  return a.kind === b.kind && addressOf(a) === addressOf(b);
}

export function addressOf(source: PackageSource): string | undefined {
  return source.kind === 'bundled' ? undefined : source.address;
}

const archiveName = (source: PackageSource) => (source.kind === 'registry' ? source.archiveOf : undefined);

/** Whether two digests can be those of the same content: digests of different kinds cannot be held together. */
export function sameIntegrity(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  const [ofA, ofB] = [digestsByKind(a), digestsByKind(b)];
  const shared = [...ofA.keys()].filter((kind) => ofB.has(kind));
  return shared.length === 0 || shared.some((kind) => ofA.get(kind) === ofB.get(kind));
}

function digestsByKind(integrity: string): Map<string, string> {
  return new Map(
    integrity.split(/\s+/).map((one) => {
      const [, kind = '', digest = ''] = /^([a-z]+\d+-|\w+\/)?(.*)$/s.exec(one) ?? [];
      return [kind, digest];
    }),
  );
}
