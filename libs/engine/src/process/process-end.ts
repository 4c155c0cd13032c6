/** What a tool printed and how long it took, however it ended. */
export interface ProcessOutput {
  stdout: string;
  stderr: string;
  durationMs: number;
}

/**
 * How a process ended; switch on `how`. The first cause wins: a process that is killed because its time is up
 * has `timed-out`, whatever its exit code says afterwards.
 */
export type ProcessEnd = ProcessOutput &
  (
    | { how: 'exited'; code: number }
    | { how: 'killed'; signal: string }
    | { how: 'crashed'; signal: string }
    | { how: 'out-of-memory' }
    | { how: 'too-many-processes'; most: number }
    | { how: 'cpu-time-limit'; cpuMs: number }
    | { how: 'disk-limit'; limitBytes: number }
    | { how: 'timed-out'; timeoutMs: number }
    | { how: 'output-limit'; limitBytes: number }
    | { how: 'cancelled' }
    | { how: 'sandbox-unavailable'; message: string }
  );
