import type { Check, CheckEvent, CheckRequest, Verdict } from '@quality-gates/contract';
import type { CheckJob, CheckQueue, Ticket } from '../queue/check-queue.js';
import { checkOf, type EndedCheck } from './ended-check.js';
import type { Ending } from './ending.js';
import type { EventLog } from './events/event-log.js';
import { Latch } from '../waiting/latch.js';
import { Subscriptions } from './subscriptions.js';

export interface CheckRunOptions {
  job: CheckJob;
  queue: CheckQueue;
  log: EventLog;
  leaseMs: number;
  /** The name of the token that asked first. */
  token: string;
  /** Keeps a verdict before anybody is told it. What it throws is what the run fails with. */
  keep: (run: CheckRun, verdict: Verdict) => Promise<void>;
  /** Told once, at the moment of its end. */
  onEnd: (run: CheckRun, ending: Ending) => void;
}

/** One execution of one question, shared by everybody who asks it. The first cause of its end wins and stays. */
export class CheckRun {
  readonly log: EventLog;
  readonly subscriptions: Subscriptions;
  readonly over = new Latch();
  private ending: Ending | undefined;
  private judged = false;
  private readonly ticket: Ticket;

  constructor(private readonly options: CheckRunOptions) {
    const { job, queue, log, leaseMs } = options;
    this.log = log;
    this.subscriptions = new Subscriptions({ leaseMs, onNobodyLeft: () => this.cancel() });
    log.append({ type: 'queued', checkId: job.checkId });
    this.ticket = queue.add(job, (event) => this.tell(event));
    this.ticket.result
      .then((verdict) => this.judge(verdict))
      .catch((error: unknown) => this.end({ kind: 'failed', error }));
  }

  get checkId(): string {
    return this.options.job.checkId;
  }

  get run(): number {
    return this.options.job.run;
  }

  /** As it was asked about. */
  get repository(): string {
    return this.request.candidate.repository;
  }

  get request(): CheckRequest {
    return this.options.job.request;
  }

  get token(): string {
    return this.options.token;
  }

  /** Settles when there was room for it. @throws BusyError */
  get accepted(): Promise<void> {
    return this.ticket.accepted;
  }

  /** Set once it is over. */
  get ended(): EndedCheck | undefined {
    const { checkId, run, repository, ending, log } = this;
    return ending && { checkId, run, repository, ending, log };
  }

  /** Does nothing once it was judged: an answer that is there is told. */
  cancel(): void {
    if (this.judged) return;
    this.end({ kind: 'cancelled' });
    this.ticket.cancel();
  }

  /** Where the question stands. @throws what the run failed with */
  check(): Check {
    const { checkId, run, ended } = this;
    if (ended) return checkOf(ended);
    const position = this.ticket.position();
    return position === undefined
      ? { state: 'running', checkId, run }
      : { state: 'queued', checkId, run, position };
  }

  private tell(event: CheckEvent): void {
    if (!this.judged && this.ending === undefined) this.log.append(event);
  }

  private async judge(verdict: Verdict): Promise<void> {
    if (this.ending !== undefined) return;
    this.judged = true;
    await this.options.keep(this, verdict);
    this.end({ kind: 'verdict', verdict });
  }

  private end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.subscriptions.close();
    if (ending.kind === 'verdict')
      this.log.append({ type: 'verdict', checkId: this.checkId, verdict: ending.verdict });
    this.log.close();
    this.options.onEnd(this, ending);
    this.over.release();
  }
}
