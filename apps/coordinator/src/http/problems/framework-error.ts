import { PROBLEM_MEDIA_TYPE, problemOf, QualityGatesError } from '@quality-gates/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { codeOf } from './problems.js';

/** Answers what the router itself refuses, such as an address that is not valid UTF-8. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.statusCode ?? 400;
  const instance = `urn:uuid:${request.id}`;
  const problem = problemOf(
    new QualityGatesError(codeOf(status), 'The address of the request is not valid.'),
    { instance },
  );
  void reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ ...problem, status }));
}
