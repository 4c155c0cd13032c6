import { type CheckEvent, type EventId } from '@quality-gates/contract';
import { frameOf } from './frames.js';

/** An event as it is told, and its number in its run. */
export interface LoggedEvent {
  sequence: number;
  frame: string;
  bytes: number;
}

export interface EventLogOptions {
  run: number;
  /** The number of the last event that is not in the log any more. @default 0 */
  after?: number;
  /** How many events are kept, the oldest dropped first. */
  mostEvents?: number;
  /** How much is kept, the oldest dropped first; the latest event stays, whatever its size. */
  mostBytes?: number;
  /** Told how much more, or less, the log holds. */
  onGrowth?: (bytes: number) => void;
}

const MOST_EVENTS = 1000;
const MOST_BYTES = 4 * 1024 * 1024;

/** What happened in one run, numbered from 1, as far back as its bounds reach. */
export class EventLog {
  readonly run: number;
  private readonly events: LoggedEvent[] = [];
  private readonly listeners = new Set<() => void>();
  private last: number;
  private bytes = 0;
  private closed = false;

  constructor(private readonly options: EventLogOptions) {
    this.run = options.run;
    this.last = options.after ?? 0;
  }

  /** No more will come. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** The number of the first event that can still be told; of the next one where there is none. */
  get firstKept(): number {
    return this.last - this.events.length + 1;
  }

  /** The number of the last event; 0 before the first. */
  get lastSequence(): number {
    return this.last;
  }

  /** How many read it and wait for more. */
  get readers(): number {
    return this.listeners.size;
  }

  append(event: CheckEvent): void {
    if (this.closed) return;
    const { mostEvents = MOST_EVENTS, mostBytes = MOST_BYTES } = this.options;
    this.last += 1;
    const frame = frameOf(event, { run: this.run, sequence: this.last });
    const bytes = Buffer.byteLength(frame);
    this.events.push({ sequence: this.last, frame, bytes });
    this.grow(bytes);
    while (this.events.length > mostEvents || (this.bytes > mostBytes && this.events.length > 1))
      this.dropOldest();
    this.tell();
  }

  close(): void {
    this.closed = true;
    this.tell();
  }

  /** @returns whether there was one */
  dropOldest(): boolean {
    const oldest = this.events.shift();
    if (oldest) this.grow(-oldest.bytes);
    return oldest !== undefined;
  }

  /** The event after that number; `dropped` where it is no longer known, undefined where it is still to come. */
  next(after: number): LoggedEvent | 'dropped' | undefined {
    if (after < this.firstKept - 1) return 'dropped';
    return this.events[after - this.firstKept + 1];
  }

  /** Whether everything after that place can be told without a gap. */
  goesOnFrom({ run, sequence }: EventId): boolean {
    return run === this.run && sequence >= this.firstKept - 1 && sequence <= this.last;
  }

  /** Tells whenever there is more, or no more to come. @returns to be told no longer */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private grow(bytes: number): void {
    this.bytes += bytes;
    this.options.onGrowth?.(bytes);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
