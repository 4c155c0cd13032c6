import { isAbsolute } from 'node:path';

/** Settings that decide whether git runs other programs; they outrank every file. */
const OVERRIDES = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.untrackedCache=false',
  'core.pager=cat',
  'diff.ignoreSubmodules=all',
  'core.quotePath=false',
  'protocol.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
];

/** Arguments that stand before every git command. */
export const GUARD_ARGUMENTS: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  ...OVERRIDES.flatMap((setting) => ['-c', setting]),
];

/** The whole environment of every git process: nothing of the caller's but absolute `PATH` entries. */
export function guardedEnvironment(gitDirectory: string): Record<string, string> {
  return {
    PATH: searchPath(),
    HOME: gitDirectory,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_DIR: gitDirectory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    GIT_SSH_COMMAND: 'false',
    GIT_EDITOR: 'false',
    GIT_ALLOW_PROTOCOL: '',
  };
}

/** The `PATH` without relative entries, which would be looked up in the directory of the process. */
export function searchPath(): string {
  return (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter(isAbsolute).join(':');
}
