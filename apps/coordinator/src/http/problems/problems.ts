import { HttpException } from '@nestjs/common';
import {
  ERROR_CODES,
  type ErrorCode,
  isQualityGatesError,
  type Problem,
  problemOf,
  QualityGatesError,
} from '@quality-gates/contract';
import { BusyError } from '../../queue/busy-error.js';
import { InvalidBodyError } from './invalid-body.js';
import { MethodNotAllowedError } from './allowed-methods.js';
import { ForbiddenError, UnauthorizedError } from '../../authority/errors.js';
import { RateLimitedError } from '../../authority/rate-limits.js';
import { SlowRequestError } from '../bounds/limit-slowness.js';

/** An error as it goes out. */
export interface ProblemAnswer {
  problem: Problem;
  headers: Record<string, string>;
  /** Whether it is a defect or a fault of this service, that its operator must hear of. */
  internal: boolean;
}

const TOLD_ALTHOUGH_OURS: ReadonlySet<ErrorCode> = new Set([
  'coordinator-unavailable',
  'shutting-down',
  'check-timeout',
  'storage-full',
]);
const LONGEST_DETAIL = 8192;

/** Turns whatever was thrown into what its caller may know. Causes, stacks and paths of this host stay here. */
export function problemAnswerOf(error: unknown, instance: string): ProblemAnswer {
  if (isQualityGatesError(error)) return ofOurs(error, instance);
  if (error instanceof HttpException && error.getStatus() < 500) return ofHttp(error, instance);
  return internalProblem(instance);
}

function ofOurs(error: QualityGatesError, instance: string): ProblemAnswer {
  if (ERROR_CODES[error.code].status >= 500 && !TOLD_ALTHOUGH_OURS.has(error.code))
    return internalProblem(instance);
  const errors = error instanceof InvalidBodyError ? [...error.issues] : undefined;
  const detail = withoutStack(error.message).slice(0, LONGEST_DETAIL);
  const problem = problemOf(error, { instance, detail, ...(errors && { errors }) });
  return {
    problem: error instanceof SlowRequestError ? { ...problem, status: error.statusCode } : problem,
    headers: headersOf(error),
    internal: false,
  };
}

/** Some libraries put the stack into the message. */
function withoutStack(message: string): string {
  return message.replaceAll(/\n\s+at [^\n]*/g, '');
}

function headersOf(error: QualityGatesError): Record<string, string> {
  if (error instanceof RateLimitedError && error.closesConnection) {
    return { 'retry-after': String(error.retryAfterSeconds), connection: 'close' };
  }
  if (error instanceof BusyError) return { 'retry-after': String(error.retryAfterSeconds) };
  if (error instanceof MethodNotAllowedError) return { allow: error.allowed.join(', ') };
  if (error instanceof UnauthorizedError || error instanceof ForbiddenError) {
    return { 'www-authenticate': error.challenge };
  }
  return {};
}

/** What the framework refuses before a handler is reached: bad JSON, a body too large, a wrong media type … */
function ofHttp(error: HttpException, instance: string): ProblemAnswer {
  const status = error.getStatus();
  const problem = problemOf(new QualityGatesError(codeOf(status), error.message.slice(0, LONGEST_DETAIL)), {
    instance,
  });
  return { problem: { ...problem, status }, headers: {}, internal: false };
}

const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'method-not-allowed'],
  [413, 'request-too-large'],
  [414, 'request-too-large'],
  [415, 'unsupported-media-type'],
  [431, 'request-too-large'],
]);

/** The code of a plain HTTP status between 400 and 499. */
export function codeOf(status: number): ErrorCode {
  return CODES.get(status) ?? 'invalid-request';
}

function internalProblem(instance: string): ProblemAnswer {
  const error = new QualityGatesError(
    'internal',
    "The coordinator failed. Its log tells why, under this problem's instance.",
  );
  return { problem: problemOf(error, { instance }), headers: {}, internal: true };
}
