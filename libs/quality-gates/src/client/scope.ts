import { CancelledError, isQualityGatesError, type QualityGatesError } from '@quality-gates/contract';
import type { Runtime } from './runtime.js';

interface Limit {
  ms: number;
  /** Says what ended, when the limit is reached. */
  error: () => QualityGatesError;
}

/**
 * A stretch of waiting that ends by its work, by its caller or by its limit, whichever is first. The first
 * cause stays, as the `reason` of `signal`. A closed scope holds no timer and no listener.
 */
export class Scope {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly endsAt: number;
  private readonly cleanUp: (() => void)[] = [];

  constructor(
    private readonly runtime: Runtime,
    { parent, limit }: { parent?: AbortSignal; limit?: Limit } = {},
  ) {
    this.signal = this.controller.signal;
    this.endsAt = limit ? runtime.now() + limit.ms : Infinity;
    if (limit) this.cleanUp.push(runtime.after(limit.ms, () => this.controller.abort(limit.error())));
    if (parent) this.follow(parent);
  }

  /** What is left until the limit, never negative. */
  get remainingMs(): number {
    return Math.max(0, this.endsAt - this.runtime.now());
  }

  /** What ended the wait, once something has. */
  get cause(): QualityGatesError | undefined {
    return this.signal.aborted ? reasonOf(this.signal) : undefined;
  }

  /** The work's result, or the cause of the end as soon as there is one, however deaf the work is. */
  async race<T>(work: Promise<T>): Promise<T> {
    let stop: (() => void) | undefined;
    const ended = new Promise<never>((_, reject) => {
      stop = () => reject(reasonOf(this.signal));
      if (this.signal.aborted) stop();
      else this.signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      if (stop) this.signal.removeEventListener('abort', stop);
    }
  }

  /** Waits; rejects with the cause at once when the scope ends. */
  async sleep(delayMs: number): Promise<void> {
    let cancel: (() => void) | undefined;
    const slept = new Promise<void>((resolve) => {
      cancel = this.runtime.after(delayMs, resolve);
    });
    try {
      await this.race(slept);
    } finally {
      cancel?.();
    }
  }

  close(): void {
    for (const step of this.cleanUp.splice(0)) step();
  }

  private follow(parent: AbortSignal): void {
    const end = (): void => this.controller.abort(reasonOf(parent));
    if (parent.aborted) {
      end();
      return;
    }
    parent.addEventListener('abort', end, { once: true });
    this.cleanUp.push(() => parent.removeEventListener('abort', end));
  }
}

/** The error that ends a wait: one of ours stays as it is, anything else is the caller's cancellation. */
function reasonOf(signal: AbortSignal): QualityGatesError {
  const reason: unknown = signal.reason;
  return isQualityGatesError(reason) ? reason : new CancelledError(undefined, { cause: reason });
}
