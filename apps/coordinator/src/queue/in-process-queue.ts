import { CancelledError, type CheckId, type Verdict } from '@quality-gates/contract';
import { BusyError } from './busy-error.js';
import type { CheckJob, CheckQueue, CheckWorker, TellEvent, Ticket } from './check-queue.js';
import { Line } from './line.js';
import { Pace } from './pace.js';

interface Entry {
  job: CheckJob;
  onEvent: TellEvent;
  abort: AbortController;
  resolve: (verdict: Verdict) => void;
  reject: (error: unknown) => void;
  /** Runs while an earlier job of the same check has not ended. */
  patience?: NodeJS.Timeout;
}

export interface InProcessQueueOptions {
  /** How many jobs run at once. */
  concurrency: number;
  /** How many more wait. */
  capacity: number;
  /** How long a job waits for the end of an earlier one of the same check, in milliseconds. @default 30000 */
  patienceMs?: number;
}

const PATIENCE_MS = 30_000;
const ASK_AGAIN_SECONDS = 5;

/** First come, first served, in this process's memory, bounded. */
export class InProcessQueue implements CheckQueue {
  private readonly line = new Line<Entry>();
  private readonly active = new Map<CheckId, Entry>();
  private readonly pace = new Pace();
  private readonly idlers: Array<() => void> = [];

  constructor(
    private readonly worker: CheckWorker,
    private readonly options: InProcessQueueOptions,
  ) {}

  get waiting(): number {
    return this.line.length;
  }

  get running(): number {
    return this.active.size;
  }

  get isFull(): boolean {
    return this.running >= this.options.concurrency && this.waiting >= this.options.capacity;
  }

  add(job: CheckJob, onEvent: TellEvent): Ticket {
    if (this.isFull) return refused(this.full());
    const { promise: result, resolve, reject } = settleable<Verdict>();
    // Whoever holds the ticket may look at the result late, or never.
    result.catch(() => {});
    const entry: Entry = { job, onEvent, abort: new AbortController(), resolve, reject };
    if (this.active.has(job.checkId)) entry.patience = this.patienceFor(entry);
    this.line.push(entry);
    this.advance();
    return {
      accepted: Promise.resolve(),
      result,
      position: () => this.line.positionOf(entry),
      cancel: () => this.giveUp(entry, new CancelledError()),
    };
  }

  assertRoom(): void {
    if (this.isFull) throw this.full();
  }

  idle(): Promise<void> {
    if (this.running === 0 && this.waiting === 0) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }

  private giveUp(entry: Entry, reason: Error): void {
    this.line.remove(entry);
    clearTimeout(entry.patience);
    entry.abort.abort();
    entry.reject(reason);
    this.tellIdlers();
  }

  /** A slot is free again only when the worker has ended, not when its answer is no longer wanted. */
  private advance(): void {
    while (this.running < this.options.concurrency) {
      const entry = this.line.take(({ job }) => !this.active.has(job.checkId));
      if (entry === undefined) break;
      clearTimeout(entry.patience);
      this.active.set(entry.job.checkId, entry);
      void this.work(entry);
    }
  }

  private async work(entry: Entry): Promise<void> {
    const { job, onEvent, abort } = entry;
    const startedAt = performance.now();
    try {
      entry.resolve(await this.worker(job, { signal: abort.signal, onEvent }));
    } catch (error) {
      entry.reject(error);
    } finally {
      this.pace.tell(performance.now() - startedAt);
      this.active.delete(job.checkId);
      this.advance();
      this.tellIdlers();
    }
  }

  private patienceFor(entry: Entry): NodeJS.Timeout {
    const error = new BusyError(
      'coordinator-unavailable',
      'An earlier run of this check was cancelled and has not ended yet.',
      ASK_AGAIN_SECONDS,
    );
    return setTimeout(() => {
      if (this.active.has(entry.job.checkId)) this.giveUp(entry, error);
    }, this.options.patienceMs ?? PATIENCE_MS).unref();
  }

  private tellIdlers(): void {
    if (this.running > 0 || this.waiting > 0) return;
    for (const tell of this.idlers.splice(0)) tell();
  }

  private full(): BusyError {
    return new BusyError(
      'queue-full',
      `All ${this.options.concurrency} places are taken and ${this.waiting} checks wait already.`,
      this.pace.secondsUntilRoom(this.options.concurrency, performance.now()),
    );
  }
}

function settleable<Value>(): {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

function refused(error: BusyError): Ticket {
  const rejection: Promise<never> = Promise.reject(error);
  rejection.catch(() => {});
  return { accepted: rejection, result: rejection, position: () => undefined, cancel: () => {} };
}
