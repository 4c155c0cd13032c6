import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { ENDING_SIGNALS } from '../exit-codes.js';

/**
 * Runs the coordinator as a child process until it ends. What it is told it decides itself: the environment and
 * the arguments go through, and so do signals.
 *
 * @param coordinator the file that starts it
 * @returns its exit code, or 128 plus the number of the signal that ended it
 */
export async function serve(coordinator: string, args: readonly string[]): Promise<number> {
  // The pipe is never written to: it closes when this process is gone, however it went, and the child stops.
  const child = spawn(process.execPath, [coordinator, ...args, '--stop-with-stdin'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends its interrupt to every process of the foreground; a second one would mean "at once".
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, forward);
  try {
    const [code, signal]: unknown[] = await once(child, 'close');
    if (typeof code === 'number') return code;
    return 128 + (typeof signal === 'string' ? numberOf(signal) : 0);
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, forward);
  }
}

function numberOf(signal: string): number {
  return Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0;
}
