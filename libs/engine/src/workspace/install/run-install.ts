import { execa } from 'execa';
import { killTree, MARKER } from '../../process/kill-tree.js';
import type { Reaper } from '../../process/reaper.js';
import type { Manager } from './find-manager.js';
import { installArguments } from './install-arguments.js';
import type { WantedSet } from './wanted-set.js';

export interface InstallLimits {
  timeoutMs: number;
  reaper: Pick<Reaper, 'watch'>;
  /** Unique to this installation. */
  marker: string;
  signal: AbortSignal;
}

export type InstallEnd =
  | { how: 'installed' }
  | { how: 'failed'; output: string }
  | { how: 'timed-out'; timeoutMs: number }
  | { how: 'cancelled' };

/** How much of what the package manager prints is kept; the rest is thrown away. */
const OUTPUT_BYTES = 256 * 1024;

/** Runs the package manager in a directory that holds the wanted files, and leaves no process of it behind. */
export async function runInstall(
  wanted: WantedSet,
  manager: Manager,
  directory: string,
  env: Readonly<Record<string, string>>,
  { timeoutMs, reaper, marker, signal }: InstallLimits,
): Promise<InstallEnd> {
  if (signal.aborted) return { how: 'cancelled' };
  const child = execa(manager.file, [...manager.args, ...installArguments(wanted)], {
    cwd: directory,
    env: { ...env, [MARKER]: marker },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    stdin: 'ignore',
    buffer: false,
    all: true,
  });
  const unwatch = child.pid === undefined ? () => {} : reaper.watch(child.pid);
  let cause: 'timed-out' | 'cancelled' | undefined;
  const end = (because: typeof cause) => {
    cause ??= because;
    void killTree(child.pid, marker);
  };
  const timer = setTimeout(() => end('timed-out'), timeoutMs);
  const onAbort = () => end('cancelled');
  signal.addEventListener('abort', onAbort, { once: true });
  let output = '';
  child.all.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_BYTES);
  });
  const result = await child;
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  await killTree(child.pid, marker);
  unwatch();
  if (cause === 'timed-out') return { how: cause, timeoutMs };
  if (cause === 'cancelled') return { how: cause };
  if (result.exitCode === 0) return { how: 'installed' };
  return { how: 'failed', output: output || (result.shortMessage ?? '') };
}
