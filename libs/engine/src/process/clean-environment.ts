import path from 'node:path';
import type { ToolSpace } from './sandbox.js';

/**
 * The whole environment of a tool: nothing of ours comes along but the way to `node` and the system's programs.
 * `CI` makes test runners refuse focused tests and never wait for a key.
 */
export function cleanEnvironment(space: ToolSpace): Record<string, string> {
  return {
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(path.delimiter),
    HOME: space.home,
    TMPDIR: space.temporary,
    CI: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NODE_ENV: 'test',
    npm_config_offline: 'true',
    npm_config_ignore_scripts: 'true',
  };
}
