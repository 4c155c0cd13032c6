import { setTimeout as delay } from 'node:timers/promises';

/**
 * One fetch at a time, each shared by all who need it, and never sooner after the one before than an interval.
 * Only a fetch that begins after it was asked for is certain to see what was there by then.
 */
export class RepeatedFetch {
  /** The fetch that is going on. It settles when that has ended, and never rejects. */
  running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private soonestMs = 0;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly minIntervalMs: number,
  ) {}

  /** Settles when a fetch that begins after this call has ended; rejects with what that failed with. */
  fresh(): Promise<void> {
    this.next ??= this.start();
    return this.next;
  }

  private async start(): Promise<void> {
    await this.running;
    const waitMs = Math.ceil(this.soonestMs - performance.now());
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
    this.next = undefined;
    const work = this.work();
    this.running = work.then(
      () => {},
      () => {},
    );
    try {
      await work;
    } finally {
      this.running = undefined;
      this.soonestMs = performance.now() + this.minIntervalMs;
    }
  }
}
