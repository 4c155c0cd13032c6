import { Readable } from 'node:stream';
import { type CheckId, parseEventId } from '@quality-gates/contract';
import type { EventLog } from './event-log.js';
import { heartbeatFrame, resetFrame } from './frames.js';

export interface EventStreamOptions {
  checkId: CheckId;
  log: EventLog;
  /** The id of the last event that the caller has seen. */
  lastEventId?: string;
  heartbeatMs: number;
  /** Told once, however the stream ends. */
  onClose?: () => void;
}

/** How many heartbeats a caller may leave unread. */
const MOST_MISSED = 2;

/**
 * The events of one run for one caller: a heartbeat, what the log has after the caller's last event, what still
 * happens, and the end. It reads from the log only as fast as the caller does, so nothing piles up here. Who is
 * slower than the log forgets is told so by a `reset`; who reads nothing from one heartbeat to the next, and has
 * missed events, or for several heartbeats, is cut.
 */
export class EventStream extends Readable {
  private cursor: number;
  private wanted = false;
  private missed = 0;
  private readonly releases: Array<() => void>;

  constructor(private readonly options: EventStreamOptions) {
    super({ encoding: 'utf8' });
    const { log, lastEventId, heartbeatMs } = options;
    this.push(heartbeatFrame({ intervalMs: heartbeatMs }));
    const place = lastEventId === undefined ? undefined : parseEventId(lastEventId);
    if (place && log.goesOnFrom(place)) {
      this.cursor = place.sequence;
    } else {
      this.cursor = 0;
      // Who comes for the first time misses nothing, unless the log has lost its start.
      if (lastEventId !== undefined) this.reset();
    }
    const beat = setInterval(() => this.beat(), heartbeatMs).unref();
    this.releases = [() => clearInterval(beat), log.onChange(() => this.flow())];
  }

  override _read(): void {
    this.wanted = true;
    this.missed = 0;
    this.flow();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    for (const release of this.releases.splice(0)) release();
    this.options.onClose?.();
    done(error);
  }

  /** Tells what there is, as long as the caller takes it. */
  private flow(): void {
    const { log } = this.options;
    while (this.wanted) {
      const event = log.next(this.cursor);
      if (event === undefined) {
        if (log.isClosed) this.finish();
        return;
      }
      if (event === 'dropped') {
        this.reset();
      } else {
        this.cursor = event.sequence;
        this.wanted = this.push(event.frame);
      }
    }
  }

  private reset(): void {
    const { checkId, log } = this.options;
    this.cursor = log.firstKept - 1;
    this.wanted = this.push(resetFrame(checkId, { run: log.run, sequence: this.cursor }));
  }

  private finish(): void {
    this.wanted = false;
    this.push(null);
  }

  private beat(): void {
    if (this.wanted) {
      this.wanted = this.push(heartbeatFrame({ intervalMs: this.options.heartbeatMs }));
      return;
    }
    this.missed += 1;
    const hasMissedEvents = this.options.log.next(this.cursor) === 'dropped';
    if (hasMissedEvents || this.missed > MOST_MISSED) this.destroy();
  }
}
