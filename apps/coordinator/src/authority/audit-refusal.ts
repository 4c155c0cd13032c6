import { isQualityGatesError } from '@quality-gates/contract';
import type { FastifyRequest } from 'fastify';
import type { Audit } from '../audit/audit.js';
import { ForbiddenError } from './errors.js';
import { RateLimitedError } from './rate-limits.js';
import { knownCredentialOf } from './request-credential.js';

/** Writes down that a request was turned away for who sent it; of those over a limit only the first in a minute. */
export function auditRefusal(audit: Audit, error: unknown, request: FastifyRequest): void {
  if (!isQualityGatesError(error) || !isAboutAuthority(error)) return;
  audit.refused({
    code: error.code,
    token: knownCredentialOf(request)?.name,
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    ...(error instanceof ForbiddenError && { scope: error.scope, repository: error.repository }),
    remoteAddress: request.ip,
    requestId: request.id,
  });
}

function isAboutAuthority(error: { code: string }): boolean {
  if (error instanceof RateLimitedError) return error.first;
  return error.code === 'unauthorized' || error.code === 'forbidden';
}
