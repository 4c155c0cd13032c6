import { unreachable } from '@quality-gates/contract';
import type { ProcessEnd } from '../process/process-end.js';
import { tailOf } from '../reports/printable.js';
import type { Exited } from '../tools/tool.js';
import type { Untold } from './gate.js';

/** Every end of a process after which nobody can tell what the tool would have said. */
export type UntoldEnd = Exclude<ProcessEnd, Exited>;

/**
 * Turns an end that limits or outside causes brought about into an answer that blames nobody.
 *
 * @param what the tool or step that ended, as it begins a sentence: `tsc`
 */
export function couldNotTell(end: UntoldEnd, what: string): Untold {
  const printed = tailOf(end.stdout, end.stderr);
  const last = printed ? ` It last printed: ${printed}` : '';
  switch (end.how) {
    case 'timed-out':
      return untold(
        'timed-out',
        `${what} was not done after ${end.timeoutMs} ms. Raise timeoutMs, of the gate or under limits, in quality-gates.yaml of the base, or make it faster.${last}`,
      );
    case 'out-of-memory':
      return untold(
        'out-of-memory',
        `${what} ran out of memory. Raise limits.memoryBytes in quality-gates.yaml of the base, or give the machine more.`,
      );
    case 'killed':
      return untold(
        'killed',
        `${what} was killed from outside by ${end.signal}. Find what killed it (often the system when memory is short), then ask again.`,
      );
    case 'crashed':
      return untold(
        'crashed',
        `${what} crashed with ${end.signal}. Ask again; if it stays, run it by hand and update the tool or Node.${last}`,
      );
    case 'output-limit':
      return untold(
        'output-limit',
        `${what} printed more than ${end.limitBytes} bytes. Make it print less, or raise limits.outputBytes in quality-gates.yaml of the base.`,
      );
    case 'cpu-time-limit':
      return untold(
        'timed-out',
        `${what} used more than ${end.cpuMs} ms of processor time. Raise limits.cpuMs in quality-gates.yaml of the base, or make it faster.${last}`,
      );
    case 'too-many-processes':
      return untold(
        'resource-limit',
        `${what} had more than ${end.most} processes and threads at once. Start fewer, or raise limits.processes in quality-gates.yaml of the base.`,
      );
    case 'disk-limit':
      return untold(
        'resource-limit',
        `${what} wrote more than ${end.limitBytes} bytes to its directories. Make it write less, or raise limits.diskBytes in quality-gates.yaml of the base.`,
      );
    case 'cancelled':
      return untold(
        'cancelled',
        `${what} was ended because nobody waits for its answer any more. Ask again if you do.`,
      );
    case 'sandbox-unavailable':
      return untold('sandbox-unavailable', `${what} could not be sandboxed: ${end.message}`);
    default:
      return unreachable(end);
  }
}

/** A worker of a test runner ended under a run: the cause may lie outside, so the run says nothing. */
export function workerDied(tool: string, message: string): Untold {
  return untold(
    'crashed',
    `A worker of ${tool} died in the middle of the run: ${message.slice(0, 1000)} Ask again; if it stays, look for a test that ends its process or needs more memory.`,
  );
}

function untold(reason: Untold['reason'], message: string): Untold {
  return { status: 'inconclusive', reason, message: message.slice(0, 4000) };
}
