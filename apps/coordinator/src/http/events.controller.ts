import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CheckEvent } from '@quality-gates/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChecksService } from '../checks/checks.service.js';
import { ApiProblems } from './problems/api-problems.js';
import { CALLER } from './caller-header.js';
import { callerOf } from './caller.js';

const MEDIA_TYPE = 'text/event-stream';

/** What happens while a question is judged, as server-sent events. */
@ApiTags('checks')
@ApiBearerAuth()
@Controller('api/quality')
export class EventsController {
  constructor(@Inject(ChecksService) private readonly checks: ChecksService) {}

  @Get('checks/:checkId/events')
  @ApiOperation({
    operationId: 'follow',
    summary: 'What happens while a question is judged?',
    description:
      'Each event is named by the `type` of the CheckEvent in its `data`, and has an `id` of the form ' +
      '`<run>.<number>`. A `heartbeat` without an `id` comes first, and then at the interval that it tells. The ' +
      'stream ends after `verdict`, and without it when the run is cancelled or fails: the check tells which. ' +
      'While it is open, the caller holds its subscription.',
  })
  @ApiParam({ name: 'checkId', schema: { type: 'string' } })
  @ApiHeader(CALLER)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'Go on after this event. Where that is not possible, a `reset` comes first, and then all that is known.',
    schema: { type: 'string', example: '1.17' },
  })
  @ApiProduces(MEDIA_TYPE)
  @ApiResponse({
    status: 200,
    description: 'The events; this is the `data` of each.',
    standardSchema: CheckEvent,
  })
  @ApiProblems(400, 401, 403, 404, 429, 500, 503)
  async follow(
    @Param('checkId') checkId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const events = await this.checks.follow(checkId, {
      caller: callerOf(request),
      lastEventId: lastEventIdOf(request),
    });
    void reply.type(MEDIA_TYPE).header('x-accel-buffering', 'no');
    // Nobody reads the body of an answer to HEAD, and nobody tells of a connection that is gone already.
    if (request.method === 'HEAD' || reply.raw.destroyed) {
      events.destroy();
      void reply.send();
      return;
    }
    void reply.send(events);
  }
}

function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['last-event-id'];
  return Array.isArray(given) ? given.join() : given;
}
