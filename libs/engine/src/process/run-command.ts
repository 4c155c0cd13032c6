import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { execa } from 'execa';
import type { Command } from './command.js';
import { killTree, MARKER } from './kill-tree.js';
import type { ProcessEnd, ProcessOutput } from './process-end.js';
import type { Reaper } from './reaper.js';
import type { Sandbox, ToolSpace } from './sandbox.js';

export interface RunLimits {
  timeoutMs: number;
  /** Most bytes on each of stdout and stderr. */
  outputBytes: number;
  /** Most bytes of heap for each Node process; none of ours when absent. */
  memoryBytes?: number;
}

export interface RunEnvironment {
  sandbox: Sandbox;
  space: ToolSpace;
  limits: RunLimits;
  reaper: Reaper;
  /** Unique to this run. */
  marker: string;
  signal?: AbortSignal;
}

type Cause = 'timed-out' | 'cancelled' | 'output-limit';

/** Runs one command to its end, in the sandbox and within the limits, and leaves no process of it behind. */
export async function runCommand(command: Command, environment: RunEnvironment): Promise<ProcessEnd> {
  const { sandbox, space, limits, reaper, marker, signal } = environment;
  if (signal?.aborted) return { how: 'cancelled', stdout: '', stderr: '', durationMs: 0 };

  const launch = sandbox.launch(withHeapLimit(command, limits.memoryBytes), space, { [MARKER]: marker });
  const startedAt = performance.now();
  const child = execa(launch.file, launch.args, {
    cwd: launch.cwd,
    env: launch.env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
  const unwatch = child.pid === undefined ? () => {} : reaper.watch(child.pid);

  // The first cause of an end wins, whatever the process says when it is killed for it.
  let cause: Cause | undefined;
  const end = (because: Cause) => {
    cause ??= because;
    void killTree(child.pid, marker);
  };
  const timer = setTimeout(() => end('timed-out'), limits.timeoutMs);
  const onAbort = () => end('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  const tooMuch = () => end('output-limit');
  const printed = Promise.all([
    collect(child.stdout, limits.outputBytes, tooMuch),
    collect(child.stderr, limits.outputBytes, tooMuch),
  ]);
  // A child of the tool that outlives it would hold its output open: the tool's own end ends them all.
  child.once('exit', () => void killTree(child.pid, marker));

  const [result, [stdout, stderr]] = await Promise.all([child, printed]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  await killTree(child.pid, marker);
  unwatch();

  const output = { stdout, stderr, durationMs: performance.now() - startedAt };
  if (cause === 'timed-out') return { how: cause, timeoutMs: limits.timeoutMs, ...output };
  if (cause === 'output-limit') return { how: cause, limitBytes: limits.outputBytes, ...output };
  if (cause === 'cancelled') return { how: cause, ...output };
  if (result.exitCode === undefined && result.signal === undefined) {
    return {
      how: 'sandbox-unavailable',
      message: `${launch.file} could not be started: ${result.shortMessage}`,
      ...output,
    };
  }
  return endOf(result.exitCode, result.signal ?? sandbox.signalOf(result.exitCode ?? 0), output);
}

/** Reads a stream to its end, keeps its first bytes up to the limit, and tells when there is more. */
async function collect(stream: Readable, limitBytes: number, tooMuch: () => void): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes <= limitBytes) chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limitBytes) tooMuch();
  });
  await finished(stream).catch(() => {});
  return Buffer.concat(chunks).subarray(0, limitBytes).toString('utf8');
}

const CRASHES = new Set(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']);
const OUT_OF_MEMORY =
  /JavaScript heap out of memory|allocation failed - process out of memory|ERR_WORKER_OUT_OF_MEMORY/i;

function endOf(exitCode: number | undefined, signal: string | undefined, output: ProcessOutput): ProcessEnd {
  if (signal === undefined && exitCode !== undefined && exitCode !== 134)
    return { how: 'exited', code: exitCode, ...output };
  if (OUT_OF_MEMORY.test(output.stderr)) return { how: 'out-of-memory', ...output };
  const name = signal ?? 'SIGABRT';
  return CRASHES.has(name)
    ? { how: 'crashed', signal: name, ...output }
    : { how: 'killed', signal: name, ...output };
}

function withHeapLimit(command: Command, memoryBytes: number | undefined): Command {
  if (memoryBytes === undefined) return command;
  const option = `--max-old-space-size=${Math.floor(memoryBytes / 1_048_576)}`;
  return {
    ...command,
    env: { ...command.env, NODE_OPTIONS: [command.env?.['NODE_OPTIONS'], option].filter(Boolean).join(' ') },
  };
}
