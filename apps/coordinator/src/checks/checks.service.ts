import { Inject, Injectable } from '@nestjs/common';
import {
  CancelledError,
  type Check,
  type CheckId,
  checkIdOf,
  type CheckRequest,
  type Verdict,
} from '@quality-gates/contract';
import type { CoordinatorConfig } from '../config/config.js';
import { COORDINATOR_CONFIG } from '../config/token.js';
import { Sources } from '../repositories/sources.js';
import { Admission } from './admission.js';
import type { Caller } from './caller.js';
import { CheckRun } from './check-run.js';
import { checkOf, type EndedCheck, logOf, verdictOf } from './ended-check.js';
import { EventStream } from './events/event-stream.js';
import { OpenStreams } from './events/open-streams.js';
import { Runs } from './runs.js';
import { unknownCheck } from './unknown-check.js';
import { waitAt } from '../waiting/wait.js';

export interface HoldOptions {
  caller: Caller;
  /** How long the caller is held, in milliseconds. */
  waitMs: number;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
}

export interface FollowOptions {
  caller: Caller;
  /** The id of the event that the caller has seen last, where it comes again. */
  lastEventId?: string;
}

/** What asking gives: the verdict, or where the question stands. */
export type Answer = { kind: 'verdict'; verdict: Verdict } | { kind: 'pending'; check: Check };

/** Questions: asked, looked after, followed, given up. */
@Injectable()
export class ChecksService {
  constructor(
    @Inject(COORDINATOR_CONFIG) private readonly config: CoordinatorConfig,
    @Inject(Runs) private readonly runs: Runs,
    @Inject(Sources) private readonly sources: Pick<Sources, 'ensure'>,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
  ) {}

  /**
   * Asks a question: joins the run that answers it already, takes what is known, or starts a run.
   *
   * @throws QualityGatesError `repository-unknown`, `queue-full`, `shutting-down`, or what the engine says
   */
  async ask(request: CheckRequest, options: HoldOptions): Promise<Answer> {
    this.admission.assertOpen();
    const checkId = checkIdOf(request);
    const lastRun = await this.runs.recall(checkId);
    const found =
      this.runs.answering(checkId, request) ?? (await this.begin(checkId, request, lastRun, options));
    return found instanceof CheckRun ? this.hold(found, options) : { kind: 'verdict', verdict: found };
  }

  /**
   * Where a question stands, once it has ended or the wait is over.
   *
   * @throws QualityGatesError `not-found`, or what the run failed with
   */
  async look(checkId: string, { caller, waitMs, signal }: HoldOptions): Promise<Check> {
    const found = await this.known(checkId, caller);
    if (!(found instanceof CheckRun)) return checkOf(found);
    const leave = found.subscriptions.hold(caller.subscriber);
    try {
      if (waitMs > 0 && (await waitAt(found.over, waitMs, signal)) === 'gone') throw new CancelledError();
      return found.check();
    } finally {
      leave();
    }
  }

  /**
   * What happens, until the run has ended; the stream is to be destroyed when the caller has gone.
   *
   * @throws QualityGatesError `not-found`, `coordinator-unavailable` when too many streams are open
   */
  async follow(checkId: string, { caller, lastEventId }: FollowOptions): Promise<EventStream> {
    const found = await this.known(checkId, caller);
    const exit = this.streams.enter();
    const isRun = found instanceof CheckRun;
    const leave = isRun ? found.subscriptions.hold(caller.subscriber) : undefined;
    return new EventStream({
      checkId,
      log: isRun ? found.log : logOf(found),
      lastEventId,
      heartbeatMs: this.config.heartbeatMs,
      onClose: () => {
        leave?.();
        exit();
      },
    });
  }

  /**
   * The caller's subscription ends; the run is cancelled when it was the last one.
   *
   * @throws QualityGatesError `not-found`
   */
  async leave(checkId: string, caller: Caller): Promise<void> {
    const found = await this.known(checkId, caller);
    if (found instanceof CheckRun) found.subscriptions.end(caller.subscriber);
  }

  private async begin(
    checkId: CheckId,
    request: CheckRequest,
    lastRun: number,
    { caller, signal }: HoldOptions,
  ): Promise<CheckRun | Verdict> {
    // Before anything is looked up for a run that there is no room for.
    this.runs.assertRoom();
    const repositoryPath = await this.sources.ensure(request, signal);
    this.admission.assertOpen();
    if (signal.aborted) throw new CancelledError();
    // Somebody else may have asked the same meanwhile.
    return (
      this.runs.answering(checkId, request) ??
      this.runs.start({ checkId, request, repositoryPath, lastRun, token: caller.token })
    );
  }

  private async hold(run: CheckRun, { caller, waitMs, signal }: HoldOptions): Promise<Answer> {
    const leave = run.subscriptions.hold(caller.subscriber);
    try {
      await run.accepted;
      if ((await waitAt(run.over, waitMs, signal)) === 'gone') throw new CancelledError();
      if (!run.ended) return { kind: 'pending', check: run.check() };
      return { kind: 'verdict', verdict: verdictOf(run.ended, this.admission) };
    } finally {
      leave();
    }
  }

  /** What a caller may know of a check. @throws QualityGatesError `not-found` */
  private async known(checkId: string, caller: Caller): Promise<CheckRun | EndedCheck> {
    const found = await this.runs.find(checkId);
    if (found && caller.mayRead(found.repository)) return found;
    throw unknownCheck();
  }
}
