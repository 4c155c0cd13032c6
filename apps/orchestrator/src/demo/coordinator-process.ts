import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export interface CoordinatorProcess {
  url: string;
  token: string;
  pid: number;
  /** Asks it to stop and waits until it is gone. */
  stop: () => Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const MAX_STDERR_CHARACTERS = 4_000;

/**
 * Starts a coordinator as a process of its own, on any free port of the loopback interface. It may read the
 * repositories under a directory.
 *
 * @throws Error with what it said, where it does not listen within 30 seconds
 */
export async function startCoordinatorProcess(root: string): Promise<CoordinatorProcess> {
  const main = fileURLToPath(import.meta.resolve('@quality-gates/coordinator/main'));
  const token = randomBytes(24).toString('base64url');
  const child = spawn(process.execPath, [main, '--stop-with-stdin'], {
    env: {
      PATH: process.env['PATH'],
      QG_PORT: '0',
      QG_ROOTS: root,
      QG_TOKEN: token,
      QG_SANDBOX: 'auto',
      QG_CONCURRENCY: '2',
      QG_RECORD_DIRECTORY: join(root, 'record'),
      // Once the story is over, or interrupted, nobody waits for an answer.
      QG_SHUTDOWN_GRACE_MS: '0',
      QG_LOG_LEVEL: 'warn',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MAX_STDERR_CHARACTERS);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  const url = await listeningUrl(child.stdout).catch(() => undefined);
  if (url !== undefined && child.pid !== undefined) return { url, token, pid: child.pid, stop };
  await stop();
  throw new Error(`The coordinator did not start. ${said.trim()}`);
}

/** The first line that it prints is `{"event":"listening","url":"http://…"}`; then it prints nothing more. */
async function listeningUrl(stdout: Readable): Promise<string | undefined> {
  const lines = createInterface({ input: stdout });
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  const line = await Promise.race([once(lines, 'line', { signal }), once(lines, 'close', { signal })]);
  const text: unknown = line[0];
  const message: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  const isListening = typeof message === 'object' && message !== null && 'url' in message;
  return isListening && typeof message.url === 'string' ? message.url : undefined;
}
