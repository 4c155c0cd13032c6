import { ERROR_CODES, Problem, type ErrorCode, type QualityGatesError } from '@quality-gates/contract';
import {
  CandidateUnknownError,
  CoordinatorUnavailableError,
  ForbiddenError,
  ProtocolError,
  RequestRejectedError,
  UnauthorizedError,
} from '../../errors/index.js';
import { strictJson } from '../http/strict-json.js';
import { always, never, type Failure, type Sign } from './failure.js';

export interface Refusal {
  status: number;
  /** The body, where it is a problem of RFC 9457 with one of our codes. */
  problem?: Problem;
  url: string;
  /** What must not be said again, whoever says it. */
  secret?: string;
  /** How long it asks to be left alone. */
  retryAfterMs?: number;
  wallNow: number;
}

/** What an answer that is no success means. */
export function responseFailure(refusal: Refusal): Failure {
  const { status, problem, retryAfterMs, wallNow } = refusal;
  const tells = signOf(refusal);
  const isFree = tells === 'alive' && retryAfterMs !== undefined;
  const particulars = { status, fault: `http-${status}`, tells, retryAfterMs, isFree };
  const retries = RETRIES.get(status);
  const isHopeless = problem && !ERROR_CODES[problem.code].retryable && !THIS_TRY.has(status);
  if (retries === undefined || isHopeless === true) {
    return never(refusalError(refusal), particulars);
  }
  const error = new CoordinatorUnavailableError(`${said(refusal)}.`, {
    status,
    notBefore: retryAfterMs === undefined ? undefined : new Date(wallNow + retryAfterMs),
    mend: 'See that the coordinator has room and is healthy.',
  });
  return { ...always(error, particulars), retries };
}

/** Who refuses or is full answers; who breaks down, or answers in another's place, does not. */
function signOf({ status, problem }: Refusal): Sign {
  if (status >= 400 && status < 500) return 'alive';
  return problem && (!ERROR_CODES[problem.code].retryable || ERROR_CODES[problem.code].status < 500)
    ? 'alive'
    : 'sick';
}

/** How many retries a status is worth: it says that the same question may be answered later. */
const RETRIES: ReadonlyMap<number, number> = new Map([
  [408, Infinity],
  [425, Infinity],
  [429, Infinity],
  [500, 2],
  [502, Infinity],
  [503, Infinity],
  [504, Infinity],
]);

/** They speak of the time at which a request came, not of what it asked. */
const THIS_TRY: ReadonlySet<number> = new Set([408, 425]);

/** Reads a body as a problem; nothing where it is none of ours. */
export function readProblem(contentType: string, body: Uint8Array): Problem | undefined {
  if (!/^application\/(?:problem\+)?json\s*(?:;|$)/i.test(contentType)) return undefined;
  const read = strictJson(body);
  return read.kind === 'json' ? Problem.safeParse(read.json).data : undefined;
}

function refusalError(refusal: Refusal): QualityGatesError {
  const code = refusal.problem?.code ?? codeOfStatus(refusal.status);
  const message = `${said(refusal)}.`;
  switch (code) {
    case 'unauthorized':
      return new UnauthorizedError(message, { mend: 'Set `coordinator.token` to a token that it accepts.' });
    case 'forbidden':
      return new ForbiddenError(message, { mend: 'Use a token that may ask about this repository.' });
    case 'candidate-unknown':
      return new CandidateUnknownError(message, {
        mend: 'Publish the objects into a repository that the coordinator reads, or name one that it has registered (`registeredAs`), so that they can be sent.',
      });
    case 'protocol-error':
      return new ProtocolError(message, { mend: 'See that `coordinator.url` is the root of a coordinator.' });
    default:
      return ERROR_CODES[code].status < 500 && code !== 'cancelled'
        ? new RequestRejectedError(code, message)
        : new CoordinatorUnavailableError(message, {
            status: refusal.status,
            retryable: ERROR_CODES[code].retryable,
          });
  }
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 400:
    case 415:
    case 422:
      return 'invalid-request';
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 413:
      return 'request-too-large';
    default:
      return 'protocol-error';
  }
}

const MAX_DETAIL = 1000;

function said({ status, problem, url, secret }: Refusal): string {
  if (!problem) return `The coordinator at ${url} answered with HTTP status ${status}`;
  const text = problem.detail ?? problem.title;
  const discreet = secret === undefined ? text : text.replaceAll(secret, '<token>');
  const detail = discreet.slice(0, MAX_DETAIL).replace(/\.$/, '');
  return `The coordinator at ${url} answered ${status} ${problem.code}: ${detail}`;
}
