import { availableParallelism, totalmem } from 'node:os';

/** What the policy says of one tool run; what it leaves open has a default. */
export interface RunLimits {
  timeoutMs: number;
  /** Most bytes on each of stdout and stderr. */
  outputBytes: number;
  /** Most memory of all processes of the run together. */
  memoryBytes?: number;
  /** Most processes and threads of the run at once. */
  processes?: number;
  /** Most processor time of all processes of the run together. */
  cpuMs?: number;
  /** Most bytes that the run may write to its directories. */
  diskBytes?: number;
}

/** What one run may use, all its processes together. */
export interface Ceilings {
  memoryBytes: number;
  processes: number;
  cpuMs: number;
  diskBytes: number;
}

const GIB = 1_073_741_824;
/** A test runner starts a process of about a dozen threads for each processor. */
const DEFAULT_PROCESSES = 2048;
const DEFAULT_MEMORY_BYTES = 8 * GIB;
const DEFAULT_DISK_BYTES = 4 * GIB;
/** However much the policy allows, the machine keeps something for itself. */
const SHARE_OF_MACHINE = 0.9;
const HEAP_SHARE = 0.75;

export function ceilingsOf(limits: RunLimits, machineBytes = machineMemory()): Ceilings {
  return {
    memoryBytes: Math.floor(
      Math.min(limits.memoryBytes ?? DEFAULT_MEMORY_BYTES, machineBytes * SHARE_OF_MACHINE),
    ),
    processes: limits.processes ?? DEFAULT_PROCESSES,
    cpuMs: limits.cpuMs ?? limits.timeoutMs * availableParallelism(),
    diskBytes: limits.diskBytes ?? DEFAULT_DISK_BYTES,
  };
}

/** How much of a run's memory the heap of one Node process, or of a thread, may have, in MiB. */
export function heapMibOf(memoryBytes: number): number {
  return Math.floor((memoryBytes * HEAP_SHARE) / 1_048_576);
}

/** What the machine has, or what a container around this process leaves of it. */
function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
