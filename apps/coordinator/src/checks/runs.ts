import { Inject, Injectable } from '@nestjs/common';
import type { CheckId, CheckRequest, Verdict } from '@quality-gates/contract';
import type { CoordinatorConfig } from '../config/config.js';
import { COORDINATOR_CONFIG } from '../config/token.js';
import { BusyError } from '../queue/busy-error.js';
import { CHECK_QUEUE, type CheckQueue } from '../queue/check-queue.js';
import { answersAgain } from './answers-again.js';
import { CheckRun } from './check-run.js';
import type { EndedCheck } from './ended-check.js';
import type { Ending } from './ending.js';
import { EventLogs } from './events/event-logs.js';
import { Reports } from './reports.js';
import { CHECK_STORE, type CheckStore } from './store/check-store.js';
import { RememberedChecks } from './store/remembered-checks.js';
import { waitAt, waitFor } from '../waiting/wait.js';

/** How long a cancelled run may take to end. */
const CANCELLATION_GRACE_MS = 5_000;

export interface Start {
  checkId: CheckId;
  request: CheckRequest;
  /** Where the candidate's repository really is. */
  repositoryPath: string;
  /** The number of the latest run that is stored. */
  lastRun: number;
  /** The name of the token that asked first. */
  token: string;
}

/** Every run that is going on, one for each question, and what is remembered of those that have ended. */
@Injectable()
export class Runs {
  private readonly active = new Map<CheckId, CheckRun>();
  private readonly logs = new EventLogs();
  private readonly remembered: RememberedChecks;

  constructor(
    @Inject(COORDINATOR_CONFIG) private readonly config: CoordinatorConfig,
    @Inject(CHECK_QUEUE) private readonly queue: CheckQueue,
    @Inject(CHECK_STORE) private readonly store: CheckStore,
    @Inject(Reports) private readonly reports: Reports,
  ) {
    this.remembered = new RememberedChecks(config.rememberedChecks, store, this.logs);
  }

  /** Makes known here what is stored. @returns the number of the latest run; 0 where there was none */
  async recall(checkId: CheckId): Promise<number> {
    return this.active.get(checkId)?.run ?? this.remembered.recall(checkId);
  }

  /** The run that will answer this question, or the verdict that has. */
  answering(checkId: CheckId, request: CheckRequest): CheckRun | Verdict | undefined {
    const run = this.active.get(checkId);
    if (run) return run;
    const ending = this.remembered.get(checkId)?.ending;
    if (ending?.kind !== 'verdict') return undefined;
    return answersAgain(ending.verdict, request, Date.now()) ? ending.verdict : undefined;
  }

  /** @throws BusyError `queue-full` where no run could start now */
  assertRoom(): void {
    this.queue.assertRoom();
  }

  /** The run of this check, or how it ended. */
  async find(checkId: string): Promise<CheckRun | EndedCheck | undefined> {
    await this.recall(checkId);
    return this.active.get(checkId) ?? this.remembered.get(checkId);
  }

  start({ checkId, request, repositoryPath, lastRun, token }: Start): CheckRun {
    const run = Math.max(lastRun, this.remembered.get(checkId)?.run ?? 0) + 1;
    const started = new CheckRun({
      job: { checkId, run, request, repositoryPath },
      queue: this.queue,
      log: this.logs.open({ run }),
      leaseMs: this.config.leaseMs,
      token,
      keep: (judged, verdict) => this.keep(judged, verdict),
      onEnd: (ended, ending) => this.finish(ended, ending),
    });
    this.active.set(checkId, started);
    return started;
  }

  /** Waits so long for what runs, then cancels it, and settles when all has ended. */
  async drain(graceMs: number): Promise<void> {
    await waitFor(this.queue.idle(), graceMs);
    const left = [...this.active.values()];
    for (const run of left) run.cancel();
    await waitFor(this.queue.idle(), CANCELLATION_GRACE_MS);
    // What was judged in the last moment is being stored.
    await Promise.all(left.map((run) => waitAt(run.over, CANCELLATION_GRACE_MS)));
  }

  private async keep({ checkId, run, request, log }: CheckRun, verdict: Verdict): Promise<void> {
    if (!answersAgain(verdict, request, Date.now())) return;
    await this.store.write(checkId, { run, answer: { verdict, sequence: log.lastSequence + 1 } });
  }

  private finish(run: CheckRun, ending: Ending): void {
    const { checkId, ended } = run;
    this.active.delete(checkId);
    // What was never let in did not run, and what was superseded is better known to the store.
    if (ending.kind === 'failed' && ending.error instanceof BusyError) {
      this.logs.forget(run.log);
      this.remembered.forget(checkId);
      this.reports.refused(run, ending.error);
      return;
    }
    if (ended) this.remembered.add(ended);
    this.reports.ended(run, ending);
  }
}
