import { cleanEnvironment } from './clean-environment.js';
import type { Sandbox } from './sandbox.js';

/** Runs tools as ordinary children: a clean environment, and the host in full view. For trusted code only. */
export const noSandbox: Sandbox = {
  kind: 'none',
  launch: (command, space, marker) => ({
    file: command.file,
    args: [...command.args],
    env: { ...cleanEnvironment(space), ...command.env, ...marker },
    cwd: space.directory,
  }),
  signalOf: () => undefined,
};
