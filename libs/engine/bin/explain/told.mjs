/** Asks a tool's own program, in a process of its own, and gives what it printed. */
import { spawnSync } from 'node:child_process';

const MAX_BYTES = 64 * 1024 * 1024;

/** @param program the executable and its first arguments */
export function told([file, ...first], args) {
  const { status, stdout, stderr, error } = spawnSync(file, [...first, ...args], {
    encoding: 'utf8',
    maxBuffer: MAX_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error || status !== 0)
    throw new Error(`${args.join(' ')}: ${error?.message ?? `${stdout}\n${stderr}`}`);
  return stdout;
}
