/** Modules whose functions only put values together. */
const PURE_MODULES = /^(node:)?(path|url)(\/posix)?$/;
const PURE_CALLS = new Set([
  'join',
  'resolve',
  'dirname',
  'basename',
  'relative',
  'extname',
  'fileURLToPath',
  'pathToFileURL',
]);

/** Packages whose functions make configuration of what they are given. */
const HELPERS =
  /^(vite|vitest\/config|vitest|eslint\/config|@eslint\/(js|compat|eslintrc|config-helpers|json|markdown)|typescript-eslint|tsup|tsdown|globals|ts-jest|babel-jest|@vitejs\/plugin-[\w-]+|vite-tsconfig-paths|(@[\w.-]+\/)?eslint-(plugin|config)(-[\w./-]+)?)$/;

export function isPureModule(specifier: string): boolean {
  return PURE_MODULES.test(specifier);
}

export function isPureCall(name: string): boolean {
  return PURE_CALLS.has(name);
}

export function isConfigurationHelper(specifier: string): boolean {
  return HELPERS.test(specifier);
}

/** The package that a specifier belongs to. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
