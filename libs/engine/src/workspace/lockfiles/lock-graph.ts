/** Where a package comes from, as its lockfile says. */
export type PackageSource =
  /** An archive of a registry; all else is absent where the lockfile leaves them to the settings. */
  | { kind: 'registry'; origin?: string; address?: string; archiveOf?: string }
  /** Part of another package's archive. */
  | { kind: 'bundled' }
  /** A directory or an archive of the tree, or of the host. */
  | { kind: 'file'; address: string }
  | { kind: 'git'; address: string }
  /** Any other address. */
  | { kind: 'address'; address: string };

/** One package that a lockfile pins. */
export interface LockedPackage {
  /** The lockfile's own name for the entry; unique in it. */
  id: string;
  /** The name under which the package was published. */
  name: string;
  version: string;
  integrity?: string;
  /** Set where the package manager pins no content because the package is for certain platforms only. */
  platformOnly?: true;
  source: PackageSource;
  dependencies: readonly LockedDependency[];
}

/** What a package, or the project itself, asks for by name, and the entry that answers it. */
export interface LockedDependency {
  name: string;
  range: string;
  /** The {@link LockedPackage} that answers; absent for the project's own packages and for what is left out. */
  id?: string;
}

/** A package of the project's own. */
export interface Importer {
  /** The directory, relative to the root of the tree; empty for the root. */
  directory: string;
  dependencies: readonly LockedDependency[];
}

/** A lockfile of any package manager, as what it says. */
export interface LockGraph {
  /** The path of the lockfile. */
  lockfile: string;
  packages: ReadonlyMap<string, LockedPackage>;
  importers: readonly Importer[];
}
