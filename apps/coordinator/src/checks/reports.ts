import { Inject, Injectable } from '@nestjs/common';
import {
  ERROR_CODES,
  isQualityGatesError,
  type QualityGatesError,
  unreachable,
} from '@quality-gates/contract';
import { Audit } from '../audit/audit.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import type { BusyError } from '../queue/busy-error.js';
import type { CheckRun } from './check-run.js';
import type { Ending } from './ending.js';
import { SupersededError } from './store/check-store.js';

/** Tells the operator what becomes of runs. */
@Injectable()
export class Reports {
  constructor(
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  ended({ checkId, run, request, token }: CheckRun, ending: Ending): void {
    this.metrics.ended(request.stage, ending);
    const about = { checkId, run };
    switch (ending.kind) {
      case 'verdict':
        this.audit.verdict({ ...about, request, verdict: ending.verdict, token });
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

  /** A run that came to nothing, because it was not let in or somebody else's is later. */
  refused({ checkId, run }: CheckRun, error: BusyError): void {
    if (error instanceof SupersededError)
      this.logger.error({ checkId, run, reason: error.message }, 'result refused: it is superseded');
  }
}

/** Whether the question itself is to blame, which is of no interest to the operator. */
function isTheAskers(error: unknown): error is QualityGatesError {
  return isQualityGatesError(error) && ERROR_CODES[error.code].status < 500;
}
