import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Check, CheckRequest, Verdict, WIRE_PATHS } from '@quality-gates/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audit } from '../audit/audit.js';
import { assertMayAsk, assertStaysWithin } from '../authority/assert.js';
import { credentialOf } from '../authority/request-credential.js';
import { ChecksService } from '../checks/checks.service.js';
import type { CoordinatorConfig } from '../config/config.js';
import { COORDINATOR_CONFIG } from '../config/token.js';
import { Repositories } from '../repositories/repositories.js';
import { ApiProblems } from './problems/api-problems.js';
import { CALLER } from './caller-header.js';
import { callerOf } from './caller.js';
import { clientGone } from './client-gone.js';
import { type HeldFor, holdFor, parsePrefer } from './prefer.js';

const POLL_AFTER_SECONDS = 1;
const PREFER = {
  name: 'Prefer',
  required: false,
  description: '`wait=N`: hold the request at most N seconds (RFC 7240).',
  schema: { type: 'string', example: 'wait=20' },
} as const;
const PREFERENCE_APPLIED = {
  'Preference-Applied': {
    description: 'The preference that was followed.',
    schema: { type: 'string', example: 'wait=20' },
  },
} as const;

/** Questions and their answers over HTTP. */
@ApiTags('checks')
@ApiBearerAuth()
@Controller('api/quality')
export class ChecksController {
  constructor(
    @Inject(COORDINATOR_CONFIG) private readonly config: CoordinatorConfig,
    @Inject(ChecksService) private readonly checks: ChecksService,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(Repositories) private readonly repositories: Repositories,
  ) {}

  @Post('check')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'ask',
    summary: 'May this tree be committed, or land?',
    description:
      'Identical questions share one run. Asking again is always safe, and the way to resume. With waivers, it ' +
      'needs the scope `checks:waive` too.',
  })
  @ApiHeader(CALLER)
  @ApiHeader(PREFER)
  @ApiResponse({
    status: 200,
    description: 'The verdict.',
    standardSchema: Verdict,
    headers: PREFERENCE_APPLIED,
  })
  @ApiResponse({
    status: 202,
    description: 'Not known in time: come back to `Location`.',
    standardSchema: Check,
    headers: {
      ...PREFERENCE_APPLIED,
      Location: { description: 'Where the check is.', schema: { type: 'string' } },
      'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } },
    },
  })
  @ApiProblems(400, 401, 403, 413, 415, 422, 429, 500, 503)
  async ask(
    @Body({ schema: CheckRequest }) request: CheckRequest,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Verdict | Check> {
    const credential = credentialOf(http);
    assertMayAsk(credential, request, this.audit);
    await assertStaysWithin(credential, request.candidate.repository, this.repositories);
    const { waitMs } = this.preferred(http, reply, this.config.defaultWaitMs);
    const answer = await this.checks.ask(request, {
      caller: callerOf(http),
      waitMs,
      signal: clientGone(reply),
    });
    if (answer.kind === 'verdict') return answer.verdict;
    void reply
      .code(202)
      .header('location', WIRE_PATHS.check(answer.check.checkId))
      .header('retry-after', String(POLL_AFTER_SECONDS));
    return answer.check;
  }

  @Get('checks/:checkId')
  @ApiOperation({ operationId: 'look', summary: 'Where does a question stand?' })
  @ApiParam({ name: 'checkId', schema: { type: 'string' } })
  @ApiHeader(CALLER)
  @ApiHeader(PREFER)
  @ApiResponse({ status: 200, description: 'The check.', standardSchema: Check, headers: PREFERENCE_APPLIED })
  @ApiProblems(400, 401, 403, 404, 422, 429, 500, 503)
  look(
    @Param('checkId') checkId: string,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Check> {
    const { waitMs } = this.preferred(http, reply, 0);
    return this.checks.look(checkId, { caller: callerOf(http), waitMs, signal: clientGone(reply) });
  }

  @Delete('checks/:checkId')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'leave',
    summary: 'The caller no longer waits.',
    description:
      "The caller's subscription ends, nobody else's; the run is cancelled when it was the last one.",
  })
  @ApiParam({ name: 'checkId', schema: { type: 'string' } })
  @ApiHeader(CALLER)
  @ApiResponse({ status: 204, description: 'Done.' })
  @ApiProblems(400, 401, 403, 404, 429, 500, 503)
  leave(@Param('checkId') checkId: string, @Req() http: FastifyRequest): Promise<void> {
    return this.checks.leave(checkId, callerOf(http));
  }

  private preferred(http: FastifyRequest, reply: FastifyReply, defaultWaitMs: number): HeldFor {
    const held = holdFor(parsePrefer(http.headers.prefer), defaultWaitMs, this.config.maxWaitMs);
    if (held.applied !== undefined) void reply.header('preference-applied', held.applied);
    void reply.header('vary', 'Prefer');
    return held;
  }
}
