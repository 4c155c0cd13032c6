/** The parts of a package.json that say how a project is worked on. */
export interface PackageManifest {
  name?: string;
  type?: string;
  main?: string;
  module?: string;
  types?: string;
  bin?: string | Record<string, string>;
  exports?: unknown;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  [key: string]: unknown;
}

/** What one tree declares about itself. Tools are detected on the project of the base. */
export interface Project {
  /** Every path of the tree, relative, with forward slashes. */
  readonly files: ReadonlySet<string>;
  /** The manifest at the root; empty where there is none or it cannot be parsed. */
  readonly manifest: PackageManifest;
  /** The text of a file of the tree, or nothing where there is none; of a symbolic link, where it leads. */
  read(path: string): Promise<string | undefined>;
  /** Reads many files at once, those that are there. Absent where one by one is as good. */
  readMany?(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The paths that are symbolic links. @default none */
  readonly links?: ReadonlySet<string>;
  /** Whether the manifest names the package among its dependencies of any kind. */
  dependsOn(packageName: string): boolean;
  /** The arguments with which a script of the manifest calls a program, e.g. `['src', '--ext', '.ts']` for `eslint`. */
  scriptArguments(program: string): string[] | undefined;
}
