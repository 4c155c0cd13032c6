import {
  type CheckEvent,
  type CheckRequest,
  type ErrorCode,
  failed,
  finding,
  type FindingDraft,
  type GateResult,
  inconclusive as inconclusiveGate,
  type InconclusiveReason,
} from '@quality-gates/contract';
import type { VerdictParts } from './verdict-for.js';

/** What a mock coordinator does with one request; switch on `kind`. Made by the functions of this file. */
export type MockAnswer =
  | { kind: 'verdict'; parts: VerdictParts | ((request: CheckRequest) => VerdictParts) }
  | { kind: 'problem'; status: number; code: ErrorCode; detail?: string; retryAfter?: string }
  | { kind: 'raw'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'drop'; when: 'at-once' | 'mid-body' }
  | { kind: 'later'; until: number | Promise<unknown>; answer: MockAnswer }
  | {
      kind: 'long';
      polls: number;
      state: 'queued' | 'running';
      ends: 'done' | 'cancelled';
      run: number;
      events?: readonly MockStep[];
      answer: MockAnswer;
    }
  | { kind: 'silence' };

type WithoutCheckId<Event> = Event extends unknown ? Omit<Event, 'checkId'> : never;

/** An event of a check; its check id and its number are filled in. */
export type MockEvent = WithoutCheckId<CheckEvent>;

/**
 * What an event stream does next, each once: it tells an event (told again to whoever resumes before it), resets
 * the connection (`cut`), ends it in order without a verdict (`end`), says nothing more, heartbeats neither, until
 * the client leaves (`silence`), sends these characters as they are (`raw`), or waits for a promise.
 */
export type MockStep = MockEvent | 'cut' | 'end' | 'silence' | { raw: string } | Promise<unknown>;

/** A gate's finding in a rejection; what is left out is filled in. */
export type RejectedFinding = Partial<FindingDraft> & Pick<FindingDraft, 'message'>;

/** Approves exactly what was asked. */
export function approve(parts: VerdictParts = {}): MockAnswer {
  return { kind: 'verdict', parts };
}

/** Rejects with these findings of one gate. @param about `gate` is `typecheck` unless told otherwise */
export function reject(
  findings: readonly RejectedFinding[],
  about: VerdictParts & { gate?: string; reproduce?: string } = {},
): MockAnswer {
  const { gate = 'typecheck', reproduce, gates = [], ...parts } = about;
  const result = failed({
    gate,
    required: true,
    durationMs: 1,
    evidence: [{ kind: 'mock', count: 1 }],
    reproduce,
    findings: findings.map((draft) =>
      finding({ rule: 'mock', severity: 'error', introduced: true, ...draft }),
    ),
  });
  return { kind: 'verdict', parts: { ...parts, gates: [result, ...gates] } };
}

/** Cannot tell. @param about `gate` is `test` unless told otherwise */
export function inconclusive(
  reason: InconclusiveReason,
  about: VerdictParts & { gate?: string; message?: string } = {},
): MockAnswer {
  const { gate = 'test', message = `The mock says ${reason}.`, gates = [], ...parts } = about;
  const result: GateResult = inconclusiveGate(reason, message, { gate, required: true, durationMs: 1 });
  return { kind: 'verdict', parts: { ...parts, gates: [result, ...gates] } };
}

/** Answers with an `application/problem+json`. @param retryAfter seconds, or the header's whole text */
export function problem(
  status: number,
  code: ErrorCode,
  { detail, retryAfter }: { detail?: string; retryAfter?: number | string } = {},
): MockAnswer {
  return {
    kind: 'problem',
    status,
    code,
    detail,
    retryAfter: retryAfter === undefined ? undefined : String(retryAfter),
  };
}

/** Holds an answer back for some milliseconds, or until a promise settles. */
export function later(until: number | Promise<unknown>, answer: MockAnswer = approve()): MockAnswer {
  return { kind: 'later', until, answer };
}

export interface LongCheckOptions {
  /** How many polls it takes until the answer is there. @default 1 */
  polls?: number;
  /** What it is until then. @default 'running' */
  state?: 'queued' | 'running';
  /** @default 'done' */
  ends?: 'done' | 'cancelled';
  /** Which execution of the question this is. @default 1 */
  run?: number;
  /**
   * What its event stream does before it tells the verdict, where it ends as `done` with one, and closes.
   * @default there is no event stream
   */
  events?: readonly MockStep[];
}

/** Takes the question with 202 and gives the answer to a later poll, or at the end of the event stream. */
export function longCheck(
  answer: MockAnswer = approve(),
  { polls = 1, state = 'running', ends = 'done', run = 1, events }: LongCheckOptions = {},
): MockAnswer {
  return { kind: 'long', polls, state, ends, run, events, answer };
}

/** Resets the connection: before any answer, or in the middle of one. */
export function dropConnection({ when = 'at-once' }: { when?: 'at-once' | 'mid-body' } = {}): MockAnswer {
  return { kind: 'drop', when };
}

/** Answers exactly so, right or wrong. */
export function raw(
  body: string,
  {
    status = 200,
    headers = { 'content-type': 'application/json' },
  }: { status?: number; headers?: Record<string, string> } = {},
): MockAnswer {
  return { kind: 'raw', status, headers, body };
}

/** Never answers; the connection stays open until the client or the mock closes it. */
export function silence(): MockAnswer {
  return { kind: 'silence' };
}
