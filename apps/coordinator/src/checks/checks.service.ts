import { Inject, Injectable } from '@nestjs/common';
import {
  CancelledError,
  type Check,
  type CheckId,
  checkIdOf,
  ERROR_CODES,
  isQualityGatesError,
  type CheckRequest,
  QualityGatesError,
  unreachable,
  type Verdict,
} from '@quality-gates/contract';
import type { CoordinatorConfig } from '../config/config.js';
import { COORDINATOR_CONFIG } from '../config/token.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { CHECK_QUEUE, type CheckQueue } from '../queue/check-queue.js';
import { BusyError } from '../queue/busy-error.js';
import { Repositories } from '../repositories/repositories.js';
import { Admission, shuttingDown } from './admission.js';
import { answersAgain } from './answers-again.js';
import { CheckRun } from './check-run.js';
import type { Ending } from './ending.js';
import { FinishedChecks } from './finished-checks.js';
import { waitFor } from './wait.js';

export interface HoldOptions {
  /** How long the caller is held, in milliseconds. */
  waitMs: number;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
}

/** What asking gives: the verdict, or where the question stands. */
export type Answer = { kind: 'verdict'; verdict: Verdict } | { kind: 'pending'; check: Check };

/** How long a cancelled run may take to end. */
const CANCELLATION_GRACE_MS = 5_000;

/** The life of checks: asked, shared, waited for, given up, remembered. */
@Injectable()
export class ChecksService {
  private readonly active = new Map<CheckId, CheckRun>();
  private readonly finished: FinishedChecks;

  constructor(
    @Inject(COORDINATOR_CONFIG) private readonly config: CoordinatorConfig,
    @Inject(CHECK_QUEUE) private readonly queue: CheckQueue,
    @Inject(Repositories) private readonly repositories: Repositories,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.finished = new FinishedChecks(config.rememberedChecks);
  }

  /**
   * Asks a question: joins the run that answers it already, takes what is known, or starts a run.
   *
   * @throws QualityGatesError `repository-unknown`, `queue-full`, `shutting-down`, or what the engine says
   */
  async ask(request: CheckRequest, { waitMs, signal }: HoldOptions): Promise<Answer> {
    this.admission.assertOpen();
    const repositoryPath = await this.repositories.resolve(request.candidate.repository);
    this.admission.assertOpen();
    if (signal.aborted) throw new CancelledError();

    const checkId = checkIdOf(request);
    const joined = this.active.get(checkId);
    const known = joined ? undefined : answersAgain(this.finished.get(checkId), Date.now());
    if (known) return { kind: 'verdict', verdict: known };

    const run = joined ?? this.start(checkId, request, repositoryPath);
    const leave = run.interest.hold();
    try {
      await run.accepted;
      const end = await waitFor(run.ended, waitMs, signal);
      if (end === 'gone') throw new CancelledError();
      if (run.ending) {
        leave('answered');
        return { kind: 'verdict', verdict: this.verdictOf(run.ending) };
      }
      leave('will-return');
      return { kind: 'pending', check: run.check() };
    } finally {
      leave('gone');
    }
  }

  /**
   * Where a question stands, once it has ended or the wait is over.
   *
   * @throws QualityGatesError `not-found`, or what the run failed with
   */
  async look(checkId: string, { waitMs, signal }: HoldOptions): Promise<Check> {
    const run = this.find(checkId);
    if (run.ending === undefined && waitMs > 0) {
      const leave = run.interest.hold();
      const end = await waitFor(run.ended, waitMs, signal);
      leave(end === 'gone' ? 'gone' : 'answered');
    } else {
      run.interest.renew();
    }
    return run.check();
  }

  /**
   * One caller's interest ends; the run is cancelled when nobody else waits.
   *
   * @throws QualityGatesError `not-found`
   */
  leave(checkId: string): void {
    const run = this.find(checkId);
    if (run.ending === undefined) run.interest.giveUp();
  }

  /** Waits so long for what runs, then cancels it, and settles when all has ended. */
  async drain(graceMs: number): Promise<void> {
    await waitFor(this.queue.idle(), graceMs);
    for (const run of this.active.values()) run.cancel();
    await waitFor(this.queue.idle(), CANCELLATION_GRACE_MS);
  }

  private find(checkId: string): CheckRun {
    const run = this.active.get(checkId) ?? this.finished.get(checkId);
    if (run) return run;
    throw new QualityGatesError('not-found', 'No check of this id is known here.', {
      mend: 'Post the request again: it joins the run that answers it, or starts one.',
    });
  }

  private start(checkId: CheckId, request: CheckRequest, repositoryPath: string): CheckRun {
    const run = (this.finished.get(checkId)?.run ?? 0) + 1;
    const ticket = this.queue.add({ checkId, run, request, repositoryPath });
    const { leaseMs } = this.config;
    const started = new CheckRun({
      checkId,
      run,
      request,
      ticket,
      leaseMs,
      onEnd: (ended, ending) => this.finish(ended, ending),
    });
    this.active.set(checkId, started);
    return started;
  }

  private finish(run: CheckRun, ending: Ending): void {
    this.active.delete(run.checkId);
    // What was never let in did not run.
    if (ending.kind === 'failed' && ending.error instanceof BusyError) return;
    this.finished.add(run);
    this.metrics.ended(run.request.stage, ending);
    const about = { checkId: run.checkId, run: run.run };
    switch (ending.kind) {
      case 'verdict':
        return this.logger.info({ ...about, outcome: ending.verdict.outcome }, 'check judged');
      case 'cancelled':
        return this.logger.info(about, 'check cancelled');
      case 'failed':
        return isTheAskers(ending.error)
          ? this.logger.info({ ...about, code: ending.error.code }, 'check refused')
          : this.logger.warn({ ...about, err: ending.error }, 'check could not be judged');
      default:
        return unreachable(ending);
    }
  }

  private verdictOf(ending: Ending): Verdict {
    switch (ending.kind) {
      case 'verdict':
        return ending.verdict;
      case 'failed':
        throw ending.error;
      case 'cancelled':
        // A held request keeps its run alive, so only the end of the service comes between them.
        throw this.admission.isOpen ? new CancelledError() : shuttingDown();
      default:
        return unreachable(ending);
    }
  }
}

/** Whether the question itself is to blame, which is of no interest to the operator. */
function isTheAskers(error: unknown): error is QualityGatesError {
  return isQualityGatesError(error) && ERROR_CODES[error.code].status < 500;
}
