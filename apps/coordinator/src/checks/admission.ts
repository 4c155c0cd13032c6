import { BusyError } from '../queue/busy-error.js';

const ADVICE_SECONDS = 5;

/** Whether new questions are taken. It closes once, when the process is asked to stop. */
export class Admission {
  private open = true;

  get isOpen(): boolean {
    return this.open;
  }

  close(): void {
    this.open = false;
  }

  /** @throws BusyError `shutting-down` */
  assertOpen(): void {
    if (!this.open) throw shuttingDown();
  }
}

export function shuttingDown(): BusyError {
  return new BusyError('shutting-down', 'The coordinator is shutting down.', ADVICE_SECONDS);
}
