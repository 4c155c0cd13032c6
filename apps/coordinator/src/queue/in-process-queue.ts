import { CancelledError, type Verdict } from '@quality-gates/contract';
import { BusyError } from './busy-error.js';
import type { CheckJob, CheckQueue, CheckWorker, Ticket } from './check-queue.js';
import { Pace } from './pace.js';

interface Entry {
  job: CheckJob;
  abort: AbortController;
  resolve: (verdict: Verdict) => void;
  reject: (error: unknown) => void;
}

export interface InProcessQueueOptions {
  /** How many jobs run at once. */
  concurrency: number;
  /** How many more wait. */
  capacity: number;
}

/** First come, first served, in this process's memory, bounded. */
export class InProcessQueue implements CheckQueue {
  private readonly line: Entry[] = [];
  private readonly pace = new Pace();
  private readonly idlers: Array<() => void> = [];
  private active = 0;

  constructor(
    private readonly worker: CheckWorker,
    private readonly options: InProcessQueueOptions,
  ) {}

  get waiting(): number {
    return this.line.length;
  }

  get running(): number {
    return this.active;
  }

  get isFull(): boolean {
    return this.active >= this.options.concurrency && this.line.length >= this.options.capacity;
  }

  add(job: CheckJob): Ticket {
    if (this.isFull) return refused(this.full());
    let entry: Entry | undefined;
    const result = new Promise<Verdict>((resolve, reject) => {
      entry = { job, abort: new AbortController(), resolve, reject };
    });
    // Whoever holds the ticket may look at the result late, or never.
    result.catch(() => {});
    const admitted = entry;
    if (admitted) this.line.push(admitted);
    this.advance();
    return {
      accepted: Promise.resolve(),
      result,
      position: () => {
        const index = this.line.findIndex((other) => other === admitted);
        return index < 0 ? undefined : index;
      },
      cancel: () => {
        if (admitted) this.cancel(admitted);
      },
    };
  }

  idle(): Promise<void> {
    if (this.active === 0 && this.line.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }

  private cancel(entry: Entry): void {
    const index = this.line.indexOf(entry);
    if (index >= 0) this.line.splice(index, 1);
    entry.abort.abort();
    entry.reject(new CancelledError());
    this.tellIdlers();
  }

  /** A slot is free again only when the worker has ended, not when its answer is no longer wanted. */
  private advance(): void {
    while (this.active < this.options.concurrency) {
      const entry = this.line.shift();
      if (entry === undefined) break;
      this.active += 1;
      void this.work(entry);
    }
  }

  private async work(entry: Entry): Promise<void> {
    const startedAt = performance.now();
    try {
      entry.resolve(await this.worker(entry.job, { signal: entry.abort.signal }));
    } catch (error) {
      entry.reject(error);
    } finally {
      this.pace.tell(performance.now() - startedAt);
      this.active -= 1;
      this.advance();
      this.tellIdlers();
    }
  }

  private tellIdlers(): void {
    if (this.active > 0 || this.line.length > 0) return;
    for (const tell of this.idlers.splice(0)) tell();
  }

  private full(): BusyError {
    return new BusyError(
      'queue-full',
      `All ${this.options.concurrency} places are taken and ${this.line.length} checks wait already.`,
      this.pace.secondsUntilRoom(this.options.concurrency),
    );
  }
}

function refused(error: BusyError): Ticket {
  const rejection: Promise<never> = Promise.reject(error);
  rejection.catch(() => {});
  return { accepted: rejection, result: rejection, position: () => undefined, cancel: () => {} };
}
