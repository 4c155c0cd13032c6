import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, NotFoundException } from '@nestjs/common';
import { isQualityGatesError, PROBLEM_MEDIA_TYPE } from '@quality-gates/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audit } from '../audit/audit.js';
import { auditRefusal } from '../authority/audit-refusal.js';
import { revokedToken } from '../authority/bearer.js';
import { knownCredentialOf } from '../authority/request-credential.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { AllowedMethods } from './allowed-methods.js';
import { problemAnswerOf } from './problems.js';

/** The one way in which an error leaves this service. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(AllowedMethods) private readonly methods: AllowedMethods,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.meant(thrown, request);
    auditRefusal(this.audit, error, request);
    const { problem, headers, internal } = problemAnswerOf(error, `urn:uuid:${request.id}`);
    if (internal) this.logger.error({ requestId: request.id, err: thrown }, 'request failed');
    if (reply.sent) return;
    void reply.code(problem.status).headers(headers).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
  }

  private meant(thrown: unknown, request: FastifyRequest): unknown {
    if (thrown instanceof NotFoundException) return this.methods.errorFor(request.method, request.url);
    const revoked = knownCredentialOf(request)?.revoked.aborted ?? false;
    return revoked && isQualityGatesError(thrown) && thrown.code === 'cancelled' ? revokedToken() : thrown;
  }
}
