import type { Verdict } from '@quality-gates/contract';
import { EventLog, type EventLogOptions } from './event-log.js';

const MOST_BYTES = 64 * 1024 * 1024;

/** All logs, within one bound: where they are too large together, the oldest log loses its oldest events. */
export class EventLogs {
  /** Logs that may hold events, in the order in which they were opened. */
  private readonly logs = new Set<EventLog>();
  private bytes = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  get size(): number {
    return this.bytes;
  }

  open(options: Omit<EventLogOptions, 'onGrowth'>): EventLog {
    const log = new EventLog({ ...options, onGrowth: (bytes) => this.grow(bytes) });
    this.logs.add(log);
    return log;
  }

  /** The log of a run of which nothing but its verdict is known, and which number that has. */
  ofVerdict(run: number, verdict: Verdict, sequence: number): EventLog {
    const log = this.open({ run, after: sequence - 1 });
    log.append({ type: 'verdict', checkId: verdict.checkId, verdict });
    log.close();
    return log;
  }

  /** Nobody will ask for this log again. */
  forget(log: EventLog): void {
    while (log.dropOldest());
    this.logs.delete(log);
  }

  private grow(bytes: number): void {
    this.bytes += bytes;
    if (bytes < 0) return;
    for (const oldest of this.logs) {
      while (this.bytes > this.mostBytes && oldest.dropOldest());
      if (this.bytes <= this.mostBytes) return;
      if (oldest.isClosed) this.logs.delete(oldest);
    }
  }
}
