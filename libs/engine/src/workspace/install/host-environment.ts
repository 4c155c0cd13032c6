import { delimiter, isAbsolute } from 'node:path';

/**
 * The environment for a package manager: the operator's, with registry, tokens and proxies, and without what may
 * come from the tree. npm hands the settings of the directory where it was started to its children, and puts that
 * directory's programs on the path; both go. Settings in capitals (`NPM_CONFIG_REGISTRY`) are always the operator's.
 */
export function hostEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const startedByNpm = env['npm_command'] !== undefined || env['npm_lifecycle_event'] !== undefined;
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || DROPPED.test(name)) return [];
    if (startedByNpm && name.startsWith('npm_')) return [];
    return [[name, name === 'PATH' ? ownPath(value) : value]];
  });
  return {
    ...Object.fromEntries(kept),
    CI: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    // Corepack stands in for a package manager by fetching whichever version a project names.
    COREPACK_ENABLE_NETWORK: '0',
    COREPACK_ENABLE_PROJECT_SPEC: '0',
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
    YARN_ENABLE_SCRIPTS: 'false',
    YARN_NODE_LINKER: 'node-modules',
    YARN_IGNORE_PATH: '1',
    YARN_ENABLE_TELEMETRY: '0',
  };
}

const DROPPED = /^(NODE_OPTIONS|NODE_PATH|NODE_ENV|INIT_CWD|GIT_.*|npm_(package|lifecycle)_.*|QG_.*)$/i;

function ownPath(path: string): string {
  return path
    .split(delimiter)
    .filter((directory) => isAbsolute(directory) && !/(^|[\\/])node_modules([\\/]|$)/.test(directory))
    .join(delimiter);
}
