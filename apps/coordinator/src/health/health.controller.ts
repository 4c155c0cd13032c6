import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { ApiProblems } from '../http/problems/api-problems.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { BusyError } from '../queue/busy-error.js';
import { Readiness } from './readiness.js';

const ASK_AGAIN_SECONDS = 2;
const HEALTH = {
  schema: { type: 'object', required: ['status'], properties: { status: { type: 'string' } } },
} as const;

/** Whether the service lives, and whether it can take the next question. */
@ApiTags('health')
@Controller('api/health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('live')
  @ApiOperation({ operationId: 'live', summary: 'Does the process answer?' })
  @ApiResponse({ status: 200, description: 'It does.', ...HEALTH })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'ready', summary: 'Can the next question be judged?' })
  @ApiResponse({ status: 200, description: 'It can.', ...HEALTH })
  @ApiProblems(503)
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        () => this.readiness.admits(),
        () => this.readiness.ownsItsState(),
        () => this.readiness.engineAnswers(),
        () => this.readiness.queueHasRoom(),
      ]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      const down = whatIsDown(error);
      this.logger.warn({ down }, 'not ready');
      // Everybody may ask this, so why it is so is told to the log only.
      throw new BusyError(
        'coordinator-unavailable',
        `Not ready: ${Object.keys(down).join(', ')}. The log tells why.`,
        ASK_AGAIN_SECONDS,
      );
    }
  }
}

function whatIsDown(error: ServiceUnavailableException): object {
  const body = error.getResponse();
  const down = typeof body === 'object' && 'error' in body ? body.error : undefined;
  return typeof down === 'object' && down !== null ? down : {};
}
