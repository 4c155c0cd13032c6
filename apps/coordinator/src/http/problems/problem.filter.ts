import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, NotFoundException } from '@nestjs/common';
import { isQualityGatesError, PROBLEM_MEDIA_TYPE } from '@quality-gates/contract';
import { z } from 'zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audit } from '../../audit/audit.js';
import { auditRefusal } from '../../authority/audit-refusal.js';
import { revokedToken } from '../../authority/bearer.js';
import { knownCredentialOf } from '../../authority/request-credential.js';
import { LOGGER, type Logger } from '../../logging/logger.js';
import { EngineError } from '../../checks/judge.js';
import { AllowedMethods } from './allowed-methods.js';
import { HostPaths } from './host-paths.js';
import { problemAnswerOf } from './problems.js';

/** The one way in which an error leaves this service. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(AllowedMethods) private readonly methods: AllowedMethods,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(HostPaths) private readonly paths: HostPaths,
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
    void reply
      .code(problem.status)
      .headers(headers)
      .type(PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(this.paths.hide(problem, namedBy(request, error))));
  }

  private meant(thrown: unknown, request: FastifyRequest): unknown {
    if (thrown instanceof NotFoundException) return this.methods.errorFor(request.method, request.url);
    const revoked = knownCredentialOf(request)?.revoked.aborted ?? false;
    return revoked && isQualityGatesError(thrown) && thrown.code === 'cancelled' ? revokedToken() : thrown;
  }
}

/** The paths that the reader of an answer has named, now or when the question was asked. */
function namedBy({ body }: FastifyRequest, error: unknown): string[] {
  const asked = Named.safeParse(body).data?.candidate.repository;
  return [asked, error instanceof EngineError ? error.repository : undefined].filter(
    (path) => path !== undefined,
  );
}

const Named = z.object({ candidate: z.object({ repository: z.string() }) });
