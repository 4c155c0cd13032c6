import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { execa } from 'execa';
import { unreachable } from '@quality-gates/contract';
import type { Command } from './command.js';
import { killTree, MARKER } from './kill-tree.js';
import { ceilingsOf, heapMibOf, type RunLimits } from './limits/ceilings.js';
import type { Excess, Fence, Limiter } from './limits/fence.js';
import { NOT_CONFINED } from './limits/launcher.js';
import type { ProcessEnd, ProcessOutput } from './process-end.js';
import type { Reaper } from './reaper.js';
import type { Sandbox, ToolSpace } from './sandbox.js';

export interface RunEnvironment {
  sandbox: Sandbox;
  space: ToolSpace;
  limits: RunLimits;
  limiter: Limiter;
  reaper: Reaper;
  /** Unique to this run. */
  marker: string;
  signal?: AbortSignal;
}

const NOTHING_PRINTED = { stdout: '', stderr: '', durationMs: 0 };

type Cause = 'timed-out' | 'cancelled' | 'output-limit' | Excess;

/** Runs one command to its end, in the sandbox and within the limits, and leaves no process of it behind. */
export async function runCommand(command: Command, environment: RunEnvironment): Promise<ProcessEnd> {
  const { space, limits, limiter, marker, signal } = environment;
  if (signal?.aborted) return { how: 'cancelled', ...NOTHING_PRINTED };
  let fence: Fence;
  try {
    fence = await limiter.raise({ marker, ceilings: ceilingsOf(limits), space });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      how: 'sandbox-unavailable',
      message: `Its limits could not be set: ${cause}.`,
      ...NOTHING_PRINTED,
    };
  }
  return runInside(fence, command, environment);
}

async function runInside(fence: Fence, command: Command, environment: RunEnvironment): Promise<ProcessEnd> {
  const { sandbox, space, limits, reaper, marker, signal } = environment;
  const inside = fence.inside(withHeapLimit(command, limits.memoryBytes));
  const launch = fence.around(sandbox.launch(inside, space, { [MARKER]: marker }));
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
  const killAll = () => Promise.all([killTree(child.pid, marker), fence.kill()]);
  const end = (because: Cause) => {
    cause ??= because;
    void killAll();
  };
  const timer = setTimeout(() => end('timed-out'), limits.timeoutMs);
  const onAbort = () => end('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  const tooMuch = () => end('output-limit');
  const printed = Promise.all([
    collect(child.stdout, limits.outputBytes, tooMuch),
    collect(child.stderr, limits.outputBytes, tooMuch),
  ]);
  if (child.pid !== undefined) fence.watch(child.pid, end);
  // A child of the tool that outlives it would hold its output open: the tool's own end ends them all.
  child.once('exit', () => void killAll());

  const [result, [stdout, stderr]] = await Promise.all([child, printed]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  await killAll();
  const excess = await fence.finish();
  unwatch();

  const output = { stdout, stderr, durationMs: performance.now() - startedAt };
  const reached = cause ?? excess;
  if (reached !== undefined) return endBy(reached, limits, output);
  if (result.exitCode === undefined && result.signal === undefined) {
    return {
      how: 'sandbox-unavailable',
      message: `${launch.file} could not be started: ${result.shortMessage}`,
      ...output,
    };
  }
  if (result.exitCode === NOT_CONFINED.code && stderr.includes(NOT_CONFINED.text))
    return {
      how: 'sandbox-unavailable',
      message: `Its limits could not be set: ${stderr.trim()}.`,
      ...output,
    };
  return endOf(result.exitCode, result.signal ?? sandbox.signalOf(result.exitCode ?? 0), output);
}

function endBy(cause: Cause, limits: RunLimits, output: ProcessOutput): ProcessEnd {
  if (cause === 'timed-out') return { how: cause, timeoutMs: limits.timeoutMs, ...output };
  if (cause === 'output-limit') return { how: cause, limitBytes: limits.outputBytes, ...output };
  if (cause === 'cancelled') return { how: cause, ...output };
  switch (cause.limit) {
    case 'memory':
      return { how: 'out-of-memory', ...output };
    case 'processes':
      return { how: 'too-many-processes', most: cause.most, ...output };
    case 'cpu-time':
      return { how: 'cpu-time-limit', cpuMs: cause.cpuMs, ...output };
    case 'disk':
      return { how: 'disk-limit', limitBytes: cause.limitBytes, ...output };
    default:
      return unreachable(cause);
  }
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

/**
 * A heap below the whole run's memory, so that Node collects its garbage, or says that its heap is full, before the
 * kernel ends it. Only where the policy names a limit: otherwise Node's own choice holds.
 */
function withHeapLimit(command: Command, memoryBytes: number | undefined): Command {
  if (memoryBytes === undefined) return command;
  const option = `--max-old-space-size=${heapMibOf(memoryBytes)}`;
  return {
    ...command,
    env: { ...command.env, NODE_OPTIONS: [command.env?.['NODE_OPTIONS'], option].filter(Boolean).join(' ') },
  };
}
