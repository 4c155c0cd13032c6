import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Admission } from '../checks/admission.js';
import { type Engine, ENGINE } from '../checks/engine.js';
import { CHECK_STORE, type CheckStore } from '../checks/store/check-store.js';
import { CHECK_QUEUE, type CheckQueue } from '../queue/check-queue.js';

const ENGINE_TIMEOUT_MS = 5_000;
const ENGINE_ANSWER_HOLDS_MS = 2_000;

/** What has to hold so that the next question can be judged. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(CHECK_QUEUE) private readonly queue: CheckQueue,
    @Inject(CHECK_STORE) private readonly store: CheckStore,
    @Inject(Admission) private readonly admission: Admission,
  ) {}

  /** Whether the engine can judge: its sandbox works. */
  async engineAnswers(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('engine')
      .attempt(async ({ signal }) => {
        const { status, engineVersion, sandbox, detail } = await this.engine.health({ signal });
        if (status !== 'ok') throw new Error(detail ?? 'The engine cannot judge now.');
        return { engineVersion, sandbox };
      })
      .withTimeout(ENGINE_TIMEOUT_MS)
      .cacheFor(ENGINE_ANSWER_HOLDS_MS);
  }

  queueHasRoom(): HealthIndicatorResult {
    const indicator = this.indicators.check('queue');
    const depth = { waiting: this.queue.waiting, running: this.queue.running };
    return this.queue.isFull ? indicator.down(depth) : indicator.up(depth);
  }

  ownsItsState(): HealthIndicatorResult {
    const indicator = this.indicators.check('state');
    return this.store.isSuperseded ? indicator.down('another coordinator has taken over') : indicator.up();
  }

  admits(): HealthIndicatorResult {
    const indicator = this.indicators.check('admission');
    return this.admission.isOpen ? indicator.up() : indicator.down('shutting down');
  }
}
