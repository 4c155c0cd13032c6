import { once } from 'node:events';
import type {
  CheckEvent,
  CheckOptions,
  CheckRequest,
  CoordinatorHealth,
  Verdict,
} from '@quality-gates/contract';
import type { Engine } from '../checks/engine.js';
import { verdictOn } from './verdicts.js';

/** One question that has reached the engine; the test says what becomes of it. */
export interface Call {
  request: CheckRequest;
  signal: AbortSignal;
  tell(event: CheckEvent): void;
  answer(verdict?: Verdict): void;
  fail(error: Error): void;
  /** Settles when the run is no longer wanted. */
  cancelled: Promise<unknown>;
}

/** An engine whose answers the test releases. Cancelled questions reject at once, as the real one's do. */
export class ScriptedEngine implements Engine {
  readonly calls: Call[] = [];
  closed = false;
  answersHealth: CoordinatorHealth = { status: 'ok', engineVersion: '1.2.3', sandbox: 'bubblewrap' };
  private readonly arrivals: Call[] = [];
  private readonly waiting: Array<(call: Call) => void> = [];

  constructor(private readonly heedsCancellation = true) {}

  check(
    request: CheckRequest,
    { signal = new AbortController().signal, onEvent = () => {} }: CheckOptions = {},
  ): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const call: Call = {
        request,
        signal,
        tell: onEvent,
        answer: (verdict) => resolve(verdict ?? verdictOn(request)),
        fail: reject,
        cancelled: signal.aborted ? Promise.resolve() : once(signal, 'abort'),
      };
      if (this.heedsCancellation) signal.addEventListener('abort', () => reject(new Error('cancelled')));
      this.calls.push(call);
      const waiter = this.waiting.shift();
      if (waiter) waiter(call);
      else this.arrivals.push(call);
    });
  }

  async health(): Promise<CoordinatorHealth> {
    return this.answersHealth;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** The next question, in the order in which they arrive. */
  next(): Promise<Call> {
    const arrived = this.arrivals.shift();
    return arrived ? Promise.resolve(arrived) : new Promise((resolve) => this.waiting.push(resolve));
  }
}
