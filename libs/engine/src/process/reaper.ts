import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Cleans up after an engine that is killed outright, when none of its own code can run any more. */
export interface Reaper {
  /** A process group that must not outlive the engine. Call the result once the group has ended. */
  watch(groupLeader: number): () => void;
  /** Lets the reaper go; it removes the directory on its way out. */
  dismiss(): void;
}

/**
 * Starts a small process that waits on a pipe from this one. However this process ends, the pipe closes, and
 * the reaper ends what carries the marker or is in a group named after it, and removes groups and directory.
 *
 * @param groupDirectories where the runs' control groups are made
 */
export function startReaper(
  markerPrefix: string,
  directory: string,
  groupDirectories: readonly string[] = [],
): Reaper {
  const script = fileURLToPath(new URL('../../bin/reaper.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, markerPrefix, directory, ...groupDirectories], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return {
    watch: (groupLeader) => {
      child.stdin.write(`+${groupLeader}\n`);
      return () => void child.stdin.write(`-${groupLeader}\n`);
    },
    dismiss: () => void child.stdin.end(),
  };
}
