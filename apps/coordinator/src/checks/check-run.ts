import { type Check, type CheckId, type CheckRequest, unreachable } from '@quality-gates/contract';
import type { Ticket } from '../queue/check-queue.js';
import type { Ending } from './ending.js';
import { Interest } from './interest.js';

export interface CheckRunOptions {
  checkId: CheckId;
  run: number;
  request: CheckRequest;
  ticket: Ticket;
  leaseMs: number;
  /** Told once, at the moment of its end. */
  onEnd: (run: CheckRun, ending: Ending) => void;
}

/** One execution of one question, shared by everybody who asks it. The first cause of its end wins and stays. */
export class CheckRun {
  readonly checkId: CheckId;
  readonly run: number;
  readonly request: CheckRequest;
  /** Settles once, and never rejects. */
  readonly ended: Promise<Ending>;
  readonly interest: Interest;
  ending: Ending | undefined;
  private readonly ticket: Ticket;
  private readonly tell: (ending: Ending) => void;
  private readonly onEnd: CheckRunOptions['onEnd'];

  constructor({ checkId, run, request, ticket, leaseMs, onEnd }: CheckRunOptions) {
    this.checkId = checkId;
    this.run = run;
    this.request = request;
    this.ticket = ticket;
    this.onEnd = onEnd;
    this.interest = new Interest(leaseMs, () => this.cancel());
    const { promise, resolve } = deferred<Ending>();
    this.ended = promise;
    this.tell = resolve;
    ticket.result.then(
      (verdict) => this.end({ kind: 'verdict', verdict }),
      (error: unknown) => this.end({ kind: 'failed', error }),
    );
  }

  /** Settles when there was room for it. @throws BusyError */
  get accepted(): Promise<void> {
    return this.ticket.accepted;
  }

  cancel(): void {
    this.end({ kind: 'cancelled' });
    this.ticket.cancel();
  }

  /** Where the question stands. @throws what the run failed with */
  check(): Check {
    const { checkId, run, ending } = this;
    if (ending === undefined) {
      const position = this.ticket.position();
      return position === undefined
        ? { state: 'running', checkId, run }
        : { state: 'queued', checkId, run, position };
    }
    switch (ending.kind) {
      case 'verdict':
        return { state: 'done', checkId, run, verdict: ending.verdict };
      case 'cancelled':
        return { state: 'cancelled', checkId, run };
      case 'failed':
        throw ending.error;
      default:
        return unreachable(ending);
    }
  }

  private end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.interest.end();
    this.onEnd(this, ending);
    this.tell(ending);
  }
}

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
