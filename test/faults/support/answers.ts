import { type CheckRequest, type ErrorCode, inconclusive } from '@quality-gates/contract';
import { verdictFor } from '@quality-gates/nestjs/testing';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import type { Answer } from './fault-server.js';

/** The approval of the usual question. */
export const approval = verdictFor(question);
export const { checkId } = approval;

/** A gate that could not tell. */
export const killed = inconclusive('killed', 'It was killed.', {
  gate: 'test',
  required: true,
  durationMs: 1,
});

/** The bytes of a 200 with JSON in it, on a connection that is not used again. */
export function ok(body: unknown, headers: Record<string, string> = {}): string {
  return response(200, JSON.stringify(body), headers);
}

/** Approves what was asked. */
export const approves: Answer = ({ socket, body }) =>
  void socket.end(ok(verdictFor(JSON.parse(body) as CheckRequest)));

/** Approves and keeps the connection for the next request. */
export const approvesAndKeeps: Answer = ({ socket, body }) =>
  void socket.write(ok(verdictFor(JSON.parse(body) as CheckRequest), { Connection: 'keep-alive' }));

/** Sends exactly these bytes, then ends the connection. */
export const sends =
  (...bytes: (string | Buffer)[]): Answer =>
  ({ socket }) =>
    void socket.end(Buffer.concat(bytes.map((part) => Buffer.from(part))));

/** Sends exactly these bytes and leaves the connection open. */
export const begins =
  (bytes: string | Buffer): Answer =>
  ({ socket }) =>
    void socket.write(bytes);

/** Sends these bytes, and when they are out resets the connection. */
export const resets =
  (after = ''): Answer =>
  ({ socket }) => {
    if (after === '') socket.resetAndDestroy();
    else socket.write(after, () => setImmediate(() => socket.resetAndDestroy()));
  };

export const hangsUp: Answer = ({ socket }) => void socket.end();
export const isSilent: Answer = () => undefined;

/** Begins so, then sends one more byte at a time, for ever. */
export const drips =
  (start: string, everyMs = 10, byte = 'x'): Answer =>
  ({ socket }) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(byte), everyMs);
    socket.once('close', () => clearInterval(timer));
  };

/** Refuses with a problem of this code, or with an empty body. */
export const refuses =
  (status: number, code?: ErrorCode, headers: Record<string, string> = {}): Answer =>
  ({ socket }) =>
    void socket.end(refusal(status, code, headers));

export function refusal(status: number, code?: ErrorCode, headers: Record<string, string> = {}): string {
  if (code === undefined) return response(status, '', headers);
  const problem = { type: `urn:quality-gates:problem:${code}`, title: code, status, code };
  return response(status, JSON.stringify(problem), {
    'Content-Type': 'application/problem+json',
    ...headers,
  });
}

/** One answer after the other; the last one stays. */
export const inTurn =
  (...answers: [Answer, ...Answer[]]): Answer =>
  (exchange) =>
    answers[Math.min(exchange.count, answers.length) - 1]?.(exchange);
