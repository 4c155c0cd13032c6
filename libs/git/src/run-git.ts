import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { CancelledError, ConfigurationError, QualityGatesError } from '@quality-gates/contract';
import { gitFailed } from './errors.js';

export const DEFAULT_GIT_TIMEOUT_MS = 120_000;
const MAX_STDERR_BYTES = 64 * 1024;
const MAX_STDOUT_BYTES = 256 * 1024 * 1024;

export interface GitProcessOptions {
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  cwd: string;
  /** Kills the process; the promise rejects with a `CancelledError`. */
  signal?: AbortSignal;
  /** @default 120000 */
  timeoutMs?: number;
  /** What the operating system holds the process and its children to. */
  ceilings?: Ceilings;
}

/** Limits of a process, as `ulimit` sets them; a system that does not know one leaves it out. */
export interface Ceilings {
  /** Address space. */
  memoryBytes?: number;
  /** Processor time. Beyond it the process is killed. */
  cpuSeconds?: number;
  /** The largest file that is written. */
  fileBytes?: number;
}

export interface RunOptions extends GitProcessOptions {
  /** What git reads: bytes, or a file. Nothing by default. */
  input?: Buffer | string | { file: string };
  /** How much git may write to its standard output. @default 256 MiB */
  maxOutputBytes?: number;
  /** Exit codes that are answers. @default [0] */
  accept?: readonly number[];
}

export interface GitAnswer {
  code: number;
  stdout: Buffer;
  stderr: string;
}

export interface RunningGit {
  stdin: Writable | null;
  stdout: Readable;
  /** Resolves with the exit code; rejects where the process was killed or could not start. */
  ended: Promise<{ code: number; stderr: string }>;
  /** Kills the process. The first cause of an end wins and is what `ended` rejects with. */
  stop(cause: Error): void;
}

/** Starts git and sees to it that it ends: by itself, by time-out or by abort. */
export function startGit(
  args: readonly string[],
  options: GitProcessOptions,
  stdin: 'ignore' | 'pipe' | number = 'ignore',
): RunningGit {
  if (options.signal?.aborted) throw cancelled(options.signal);
  const name = commandName(args);
  const { ceilings } = options;
  const [file, argv] = ceilings ? ['/bin/sh', ['-c', under(ceilings), 'git', ...args]] : ['git', args];
  const child = spawn(file, argv, {
    cwd: options.cwd,
    env: options.env,
    stdio: [stdin, 'pipe', 'pipe'],
    // A group of its own, so that whatever git may have started ends with it.
    detached: true,
  });
  const { stdout, stderr: errors } = child;
  if (!stdout || !errors) throw new Error('the pipes asked for are missing');
  let cause: Error | undefined;
  const stop = (reason: Error) => {
    cause ??= reason;
    killGroup(child);
    // Whoever else may hold the other ends must not keep us waiting.
    stdout.destroy();
    errors.destroy();
  };
  const timeoutMs = options.timeoutMs ?? DEFAULT_GIT_TIMEOUT_MS;
  const timer = setTimeout(() => stop(timedOut(name, timeoutMs)), timeoutMs);
  const onAbort = () => stop(cancelled(options.signal));
  options.signal?.addEventListener('abort', onAbort, { once: true });

  const stderr: Buffer[] = [];
  let stderrBytes = 0;
  errors.on('data', (chunk: Buffer) => {
    if (stderrBytes < MAX_STDERR_BYTES) stderr.push(chunk);
    stderrBytes += chunk.length;
  });
  // A process that ends before it has read its input is judged by its exit code, not by the broken pipe.
  child.stdin?.on('error', () => {});

  const ended = new Promise<{ code: number; stderr: string }>((resolve, reject) => {
    child.once('error', (error) => reject(cause ?? notStarted(error)));
    child.once('close', (code, signal) => {
      const text = Buffer.concat(stderr).toString('utf8');
      if (cause) reject(cause);
      else if (code === null) reject(gitFailed(name, `it was ended by ${signal}. ${text}`));
      else resolve({ code, stderr: text });
    });
  }).finally(() => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  });
  // Whoever waits for `ended` gets the rejection; it must not count as unhandled in the meantime.
  ended.catch(() => {});
  return { stdin: child.stdin, stdout, ended, stop };
}

function under({ memoryBytes, cpuSeconds, fileBytes }: Ceilings): string {
  const limits = [
    ...(memoryBytes === undefined ? [] : [`-v ${Math.floor(memoryBytes / 1024)}`]),
    ...(cpuSeconds === undefined ? [] : [`-t ${cpuSeconds}`]),
    // As POSIX has it, in blocks of 512 bytes.
    ...(fileBytes === undefined ? [] : [`-f ${Math.ceil(fileBytes / 512)}`]),
  ];
  return `${limits.map((limit) => `ulimit ${limit} 2>/dev/null; `).join('')}exec git "$@"`;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Runs git to its end and gives what it wrote. */
export async function runGit(args: readonly string[], options: RunOptions): Promise<GitAnswer> {
  const { input } = options;
  const file = typeof input === 'object' && 'file' in input ? await open(input.file, 'r') : undefined;
  try {
    const running = startGit(args, options, file ? file.fd : input === undefined ? 'ignore' : 'pipe');
    const limit = options.maxOutputBytes ?? MAX_STDOUT_BYTES;
    const chunks: Buffer[] = [];
    let bytes = 0;
    running.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) running.stop(tooMuch(commandName(args), limit));
      else chunks.push(chunk);
    });
    if (typeof input === 'string' || Buffer.isBuffer(input)) running.stdin?.end(input);
    const { code, stderr } = await running.ended;
    if (!(options.accept ?? [0]).includes(code)) {
      throw gitFailed(commandName(args), stderr || `it ended with exit code ${code}`);
    }
    return { code, stdout: Buffer.concat(chunks), stderr };
  } finally {
    await file?.close();
  }
}

function commandName(args: readonly string[]): string {
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '-c') at++;
    else if (!args[at]?.startsWith('-')) return args[at] ?? '';
  }
  return args.join(' ');
}

function cancelled(signal: AbortSignal | undefined): CancelledError {
  return new CancelledError('The work on the repository was cancelled.', { cause: signal?.reason });
}

function timedOut(name: string, timeoutMs: number): QualityGatesError {
  return new QualityGatesError(
    'git-failed',
    `git ${name} did not end within ${timeoutMs} ms and was killed.`,
    {
      mend: 'Look for a stalled disk or for special files in the repository.',
    },
  );
}

function tooMuch(name: string, limit: number): QualityGatesError {
  return new QualityGatesError('git-failed', `git ${name} wrote more than ${limit} bytes and was killed.`, {
    retryable: false,
  });
}

function notStarted(error: NodeJS.ErrnoException): QualityGatesError {
  if (error.code === 'ENOENT') {
    return new ConfigurationError('git was not found.', {
      cause: error,
      mend: 'Install git 2.34 or newer and put it on the PATH.',
    });
  }
  return new QualityGatesError('git-failed', `git could not be started: ${error.message}.`, { cause: error });
}
