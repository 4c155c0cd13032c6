import type { CheckEvent, CheckId, CheckRequest, Verdict } from '@quality-gates/contract';

/** A question that waits for its turn. It is plain data, so that a queue may carry it to another process. */
export interface CheckJob {
  checkId: CheckId;
  run: number;
  /** As it was asked. */
  request: CheckRequest;
  /** Where the candidate's repository really is on this host. */
  repositoryPath: string;
}

/** What happens while a job runs. Events are plain data too, and tell nothing of the worker's host. */
export type TellEvent = (event: CheckEvent) => void;

/** Answers one job. It rejects soon after its signal has aborted. */
export type CheckWorker = (
  job: CheckJob,
  options: { signal: AbortSignal; onEvent: TellEvent },
) => Promise<Verdict>;

/** A place in the queue, from admission to the answer. */
export interface Ticket {
  /** Settles once it is known whether there was room; rejects with a `BusyError` of code `queue-full`. */
  accepted: Promise<void>;
  /** The worker's answer; rejects with what the worker threw, or with a `CancelledError`. */
  result: Promise<Verdict>;
  /** How many jobs are before it; undefined once it runs or is over. */
  position(): number | undefined;
  /** Ends it, wherever it is. Does nothing when it is over. */
  cancel(): void;
}

/**
 * The port behind which checks wait; a broker of another process fits behind it too. Of one check id, one job
 * runs at a time: a later one waits until the worker of the earlier has really ended, however that was wanted.
 */
export interface CheckQueue {
  /** @param onEvent told what the worker tells, in order, until the result is there */
  add(job: CheckJob, onEvent: TellEvent): Ticket;
  /** How many jobs wait. */
  readonly waiting: number;
  /** How many jobs run. */
  readonly running: number;
  /** Whether the next job would be refused. */
  readonly isFull: boolean;
  /** @throws BusyError `queue-full` where the next job would be refused */
  assertRoom(): void;
  /** Settles once no job waits or runs. */
  idle(): Promise<void>;
}

export const CHECK_QUEUE = Symbol.for('quality-gates:coordinator:queue');
