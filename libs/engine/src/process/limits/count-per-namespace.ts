import { execa } from 'execa';
import type { Command } from '../command.js';
import type { Sandbox } from '../sandbox.js';

const PROGRAM = '/usr/bin/prlimit';

/**
 * Where the kernel counts processes for each user namespace, this bounds those of a sandbox alone: elsewhere it would
 * count all that this user runs. For want of something better, since nothing tells that it was reached.
 */
export function withMostProcesses(command: Command, most: number): Command {
  return { ...command, file: PROGRAM, args: [`--nproc=${most}`, '--', command.file, ...command.args] };
}

/** Tries it: of more processes than allowed one must fail to start, and of fewer none. */
export async function countsPerNamespace(sandbox: Sandbox, directory: string): Promise<boolean> {
  // Root is exempt from this limit, also as somebody else in a sandbox.
  if (sandbox.kind === 'none' || process.getuid?.() === 0) return false;
  const space = { directory, reports: directory, home: directory, temporary: directory, readOnly: [] };
  const starts = async (most: number) => {
    const script = 'for one in 1 2 3 4 5 6; do sleep 0.2 & done; wait';
    const launch = sandbox.launch(
      withMostProcesses({ file: '/bin/sh', args: ['-c', script] }, most),
      space,
      {},
    );
    const end = await execa(launch.file, launch.args, {
      cwd: launch.cwd,
      env: launch.env,
      extendEnv: false,
      reject: false,
      timeout: 5000,
      stdio: 'ignore',
    });
    return end.exitCode === 0;
  };
  const [few, enough] = await Promise.all([starts(4), starts(64)]);
  return !few && enough;
}
