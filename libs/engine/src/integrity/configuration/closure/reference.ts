/** A place in a configuration where it names another file. */
export type Reference =
  /** What a module system resolves: an import, a require. */
  | { kind: 'module'; specifier: string }
  /** A path to exactly this file. */
  | { kind: 'file'; specifier: string }
  /** The value of a setting that names files of the judge. */
  | { kind: 'named'; key: string; specifier: string }
  /** A setting that names configurations and computes their names. */
  | { kind: 'computed'; key: string };

/** What becomes of a file that a setting names. */
export type FileKey =
  /** It is more configuration: what it says shows in the tool's effective settings. */
  | 'configuration'
  /** It is run or loaded by the tool: no setting shows what it does. */
  | 'code';

const CONFIGURATION_KEYS =
  'extends preset presets projects workspace config configFile tsconfig tsconfigPath tsConfig project references envFile';
const CODE_KEYS =
  'setupFiles setupFilesAfterEnv setupTestFrameworkScriptFile globalSetup globalTeardown snapshotSerializers ' +
  'snapshotEnvironment snapshotResolver snapshotFormat environment testEnvironment testRunner runner resolver reporters ' +
  'reporter sequencer testSequencer testResultsProcessor transform plugins plugin parser processor customProviderModule ' +
  'provider hasteImplModulePath dependencyExtractor moduleLoader prettierPath watchPlugins filter diff rulesDir rulesdir ' +
  'runnerPath onSuccess patchedDependencies require ignorePath';

const KEYS = new Map<string, FileKey>([
  ...CONFIGURATION_KEYS.split(' ').map((key): [string, FileKey] => [key, 'configuration']),
  ...CODE_KEYS.split(' ').map((key): [string, FileKey] => [key, 'code']),
]);

/** What a setting's files are to the judge; nothing for a setting that names none. */
export function fileKey(key: string): FileKey | undefined {
  return KEYS.get(key);
}

/** Settings that name the configurations of parts of the project, by directory or glob. */
export function namesProjects(key: string): boolean {
  return key === 'projects' || key === 'workspace';
}

const PRODUCT_KEYS = new Set(
  'alias entry entries entryPoints input include exclude external define moduleNameMapper'.split(' '),
);

/** Settings that name files of the product. */
export function namesProduct(key: string): boolean {
  return PRODUCT_KEYS.has(key);
}

/** Settings that name a configuration of the compiler. */
export function namesTsconfig(key: string): boolean {
  return /^(tsconfig(Path)?|tsConfig|project|references)$/.test(key);
}
