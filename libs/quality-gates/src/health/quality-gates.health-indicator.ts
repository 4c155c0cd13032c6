import { type Coordinator, isQualityGatesError } from '@quality-gates/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { COORDINATOR } from '../tokens.js';

/** Tells Terminus whether the coordinator can answer. Needs `@nestjs/terminus`. */
@Injectable()
export class QualityGatesHealthIndicator {
  constructor(
    @Inject(COORDINATOR) private readonly coordinator: Coordinator,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * `up` where the coordinator says that it can answer checks; else `down`, with the reason.
   *
   * @param timeoutMs how long it may take to say so
   */
  async isHealthy(key = 'quality-gates', { timeoutMs = 3000 } = {}): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(key);
    try {
      const { status, ...details } = await this.coordinator.health({
        signal: AbortSignal.timeout(timeoutMs),
      });
      return status === 'ok' ? indicator.up(details) : indicator.down(details);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return indicator.down(isQualityGatesError(error) ? { detail, code: error.code } : { detail });
    }
  }
}
