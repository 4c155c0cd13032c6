import type { ServerResponse } from 'node:http';
import {
  checkIdOf,
  type CheckRequest,
  type ErrorCode,
  PROBLEM_MEDIA_TYPE,
  unreachable,
  type Verdict,
  WIRE_PATHS,
} from '@quality-gates/contract';
import type { MockAnswer } from './answers.js';
import { verdictFor } from './verdict-for.js';

/** A check that was taken with 202 and is not yet told. */
export interface OpenCheck {
  pollsLeft: number;
  /** The steps of its event stream that are made once and have been. */
  stepsMade: Set<number>;
  answer: Extract<MockAnswer, { kind: 'long' }>;
  request: CheckRequest;
}

export interface Stage {
  /** Ends whatever is waited for when the mock closes. */
  closed: AbortSignal;
  open: Map<string, OpenCheck>;
}

/** Plays one answer to one `POST`. */
export async function respond(
  answer: MockAnswer,
  request: CheckRequest,
  response: ServerResponse,
  stage: Stage,
): Promise<void> {
  switch (answer.kind) {
    case 'verdict':
      return sendJson(response, 200, verdictOf(answer, request));
    case 'problem':
      return sendProblem(response, answer);
    case 'raw':
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    case 'silence':
      return;
    case 'drop':
      return drop(response, answer.when);
    case 'later':
      await waitFor(answer.until, stage.closed);
      if (stage.closed.aborted) return;
      return respond(answer.answer, request, response, stage);
    case 'long': {
      const checkId = checkIdOf(request);
      stage.open.set(checkId, { pollsLeft: answer.polls, stepsMade: new Set(), answer, request });
      response.setHeader('Location', WIRE_PATHS.check(checkId));
      response.setHeader('Retry-After', '1');
      response.setHeader('Preference-Applied', 'wait=1');
      return sendJson(response, 202, { checkId, run: answer.run, state: answer.state });
    }
    default:
      return unreachable(answer);
  }
}

/** Plays the answer to one poll. */
export async function respondToPoll(checkId: string, response: ServerResponse, stage: Stage): Promise<void> {
  const check = stage.open.get(checkId);
  if (check === undefined) {
    sendProblem(response, { status: 404, code: 'not-found', detail: 'The mock knows no such check.' });
    return;
  }
  response.setHeader('Preference-Applied', 'wait=1');
  check.pollsLeft -= 1;
  const { answer, request } = check;
  const identity = { checkId, run: answer.run };
  if (check.pollsLeft > 0) {
    sendJson(response, 200, { ...identity, state: answer.state });
  } else if (answer.ends === 'cancelled') {
    sendJson(response, 200, { ...identity, state: 'cancelled' });
  } else if (answer.answer.kind === 'verdict') {
    sendJson(response, 200, { ...identity, state: 'done', verdict: verdictOf(answer.answer, request) });
  } else {
    await respond(answer.answer, request, response, stage);
  }
}

export function sendProblem(
  response: ServerResponse,
  {
    status,
    code,
    detail,
    retryAfter,
  }: { status: number; code: ErrorCode; detail?: string; retryAfter?: string },
): void {
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  const body = {
    type: `urn:quality-gates:problem:${code}`,
    title: code.replaceAll('-', ' '),
    status,
    code,
    detail,
  };
  sendJson(response, status, body, PROBLEM_MEDIA_TYPE);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  type = 'application/json',
): void {
  response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));
}

/** @internal */
export function verdictOf(
  { parts }: Extract<MockAnswer, { kind: 'verdict' }>,
  request: CheckRequest,
): Verdict {
  return verdictFor(request, typeof parts === 'function' ? parts(request) : parts);
}

function drop(response: ServerResponse, when: 'at-once' | 'mid-body'): void {
  if (when === 'mid-body') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
    response.write('{"checkId":', () => response.socket?.resetAndDestroy());
  } else {
    response.socket?.resetAndDestroy();
  }
}

/** @internal */
export async function waitFor(until: number | Promise<unknown>, closed: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    typeof until === 'number'
      ? new Promise((resolve) => {
          timer = setTimeout(resolve, until);
        })
      : until.catch(() => undefined),
    new Promise((resolve) => {
      closed.addEventListener('abort', resolve, { once: true });
    }),
  ]);
  clearTimeout(timer);
}
