import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Inject, Param, Put, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { PACK_MEDIA_TYPE, QualityGatesError } from '@quality-gates/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assertCovers } from '../authority/assert.js';
import { credentialOf } from '../authority/request-credential.js';
import { Admission } from '../checks/admission.js';
import { packTooLarge, Uploads } from '../repositories/uploads.js';
import { ApiProblems } from './problems/api-problems.js';
import { clientGone } from './client-gone.js';
import { endUnread } from './bounds/end-unread.js';
import { spoolBody } from './bounds/spool-body.js';

/** The objects of candidates that the coordinator cannot fetch by itself. */
@ApiTags('objects')
@ApiBearerAuth()
@Controller('api/quality/repositories')
export class ObjectsController {
  constructor(
    @Inject(Uploads) private readonly uploads: Uploads,
    @Inject(Admission) private readonly admission: Admission,
  ) {}

  @Put(':name/objects')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'sendObjects',
    summary: 'The objects of a candidate.',
    description:
      'To be sent when a question was answered with `candidate-unknown`, before it is asked again. The pack has ' +
      'what the candidate reaches and its base does not, and may be thin against the base. Sending it again is ' +
      'always safe.',
  })
  @ApiParam({ name: 'name', description: 'A registered repository.', schema: { type: 'string' } })
  @ApiConsumes(PACK_MEDIA_TYPE)
  @ApiBody({ required: true, schema: { type: 'string', format: 'binary', description: 'A git pack.' } })
  @ApiResponse({ status: 204, description: 'The objects are known.' })
  @ApiProblems(400, 401, 403, 413, 415, 422, 429, 500, 503, 507)
  async send(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const signal = clientGone(reply);
    try {
      this.admission.assertOpen();
      assertCovers(credentialOf(request), name, 'checks:write');
      if (!(body instanceof Readable)) throw noPack();
      const length = request.headers['content-length'];
      await this.uploads.receive(name, {
        ...(length !== undefined && { announcedBytes: Number(length) }),
        signal,
        spool: (file, limitBytes) =>
          spoolBody(body, file, { limitBytes, tooLarge: () => packTooLarge(limitBytes), signal }),
      });
    } catch (error) {
      endUnread(request.raw);
      throw error;
    }
  }
}

function noPack(): QualityGatesError {
  return new QualityGatesError('unsupported-media-type', 'The body is no git pack.', {
    mend: `Send a pack as ${PACK_MEDIA_TYPE}.`,
  });
}
