import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TIMEOUT_MS = 60_000;

/** Agents can write the configuration that their work trees share: nothing of it may run a program here. */
const GUARD = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'gc.auto=0'].flatMap((setting) => [
  '-c',
  setting,
]);

/** Runs git in a directory and gives what it wrote. @throws Error with git's own words where it fails */
export async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', [...GUARD, ...args], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    },
    timeout: TIMEOUT_MS,
  });
  return stdout.trimEnd();
}
