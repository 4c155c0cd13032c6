import type { Runtime } from '../runtime.js';

/** Until the server says otherwise, as the contract has it. */
const USUAL_INTERVAL_MS = 15_000;
const SHORTEST_INTERVAL_MS = 500;
const LONGEST_INTERVAL_MS = 60_000;

/** Notices, once, that nothing was heard for two heartbeats. Holds a timer until then, or until it is stopped. */
export class Silence {
  private intervalMs = USUAL_INTERVAL_MS;
  private cancel: () => void;

  constructor(
    private readonly runtime: Runtime,
    private readonly onSilence: () => void,
  ) {
    this.cancel = this.wait();
  }

  /** Something was heard; a heartbeat says when the next one is due. */
  heard(intervalMs = this.intervalMs): void {
    this.intervalMs = Math.min(LONGEST_INTERVAL_MS, Math.max(SHORTEST_INTERVAL_MS, intervalMs));
    this.cancel();
    this.cancel = this.wait();
  }

  stop(): void {
    this.cancel();
  }

  private wait(): () => void {
    return this.runtime.after(2 * this.intervalMs, this.onSilence);
  }
}
