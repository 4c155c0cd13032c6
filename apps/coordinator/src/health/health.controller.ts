import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { ApiProblems } from '../http/api-problems.js';
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
        () => this.readiness.engineAnswers(),
        () => this.readiness.queueHasRoom(),
      ]);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) throw notReady(error);
      throw error;
    }
  }
}

/** @returns the same as a problem, that names what is down */
function notReady(error: ServiceUnavailableException): BusyError {
  const body = error.getResponse();
  const down = typeof body === 'object' && 'error' in body ? JSON.stringify(body.error) : 'unknown';
  return new BusyError('coordinator-unavailable', `Not ready: ${down}`, ASK_AGAIN_SECONDS);
}
