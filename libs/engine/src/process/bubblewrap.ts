import { lstatSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { cleanEnvironment } from './clean-environment.js';
import type { Sandbox } from './sandbox.js';
import { nodeFiles } from './show-node.js';

const PROGRAM = '/usr/bin/bwrap';

// prettier-ignore
const ISOLATION = [
  '--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session',
  '--hostname', 'sandbox', '--uid', '1000', '--gid', '1000', '--clearenv',
];

/** For each of the directories in memory. Temporary files of the tool's own have their place on disk. */
const SCRATCH_BYTES = 268_435_456;

/** What comes first may be covered by what comes later: a workspace often lies below /tmp. */
// prettier-ignore
const FOUNDATION = [
  '--proc', '/proc', '--dev', '/dev',
  ...['/tmp', '/var/tmp', '/dev/shm'].flatMap((directory) => [
    '--perms', '1777', '--size', String(SCRATCH_BYTES), '--tmpfs', directory,
  ]),
];
/**
 * Nothing may be written where no limit looks. /proc above all: where the engine is root, the kernel's settings
 * belong to the user whose id the sandbox has outside.
 */
const CLOSED = ['/proc', '/dev', '/'].flatMap((directory) => ['--remount-ro', directory]);

/**
 * Runs tools in namespaces of their own (bubblewrap): no network, no processes but theirs, the system and the
 * dependencies read-only, and nothing else of the host's files. Kill bubblewrap and everything in it is gone.
 */
export const bubblewrap: Sandbox = {
  kind: 'bubblewrap',
  launch: (command, space, marker) => {
    const environment = { ...cleanEnvironment(space), ...command.env };
    return {
      file: PROGRAM,
      args: [
        ...ISOLATION,
        ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
        ...FOUNDATION,
        ...systemFiles(),
        ...space.readOnly.flatMap((directory) => ['--ro-bind', directory, directory]),
        ...[space.directory, space.reports, space.home, space.temporary].flatMap((own) => [
          '--bind',
          own,
          own,
        ]),
        ...CLOSED,
        '--chdir',
        space.directory,
        '--',
        command.file,
        ...command.args,
      ],
      // bubblewrap's own environment can be read through /proc/1/environ from inside: it holds the marker only.
      env: marker,
      cwd: space.directory,
    };
  },
  signalOf: (exitCode) =>
    Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0],
};

/** Why bubblewrap does not work here, or nothing where it does. */
export async function whyBubblewrapFails(): Promise<string | undefined> {
  const probe = await execa(
    PROGRAM,
    [...ISOLATION, ...FOUNDATION, ...systemFiles(), ...CLOSED, process.execPath, '--version'],
    { reject: false, timeout: 10_000, env: {}, extendEnv: false, stdin: 'ignore' },
  );
  if (!probe.failed) return undefined;
  if (probe.code === 'ENOENT') return 'bubblewrap is not installed';
  return probe.stderr.trim().split('\n').at(-1) || probe.shortMessage;
}

/** Names and users of the sandbox's own: nothing is told of the host's. */
const SETTINGS = fileURLToPath(new URL('../../bin/etc', import.meta.url));

function systemFiles(): string[] {
  const merged = ['/bin', '/sbin', '/lib', '/lib32', '/lib64'].flatMap((directory) => {
    const kind = lstatSync(directory, { throwIfNoEntry: false });
    if (!kind) return [];
    return kind.isSymbolicLink()
      ? ['--symlink', readlinkSync(directory), directory]
      : ['--ro-bind', directory, directory];
  });
  const settings = ['/etc/ld.so.cache', '/etc/alternatives', '/etc/localtime'].flatMap((file) => [
    '--ro-bind-try',
    file,
    file,
  ]);
  const own = ['hosts', 'passwd', 'group', 'nsswitch.conf'].flatMap((file) => [
    '--ro-bind',
    path.join(SETTINGS, file),
    `/etc/${file}`,
  ]);
  return ['--ro-bind', '/usr', '/usr', ...merged, ...settings, ...own, ...nodeFiles()];
}
