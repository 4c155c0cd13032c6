import type { Verdict } from '@quality-gates/contract';
import { checkId } from './answers.js';

export const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n';

/** The same in chunks, so that its end can be told from a cut. */
export const CHUNKED_HEAD = STREAM_HEAD.replace('Connection: close', 'Transfer-Encoding: chunked');
export const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** One server-sent event. */
export function event(type: string, id: string | undefined, data: unknown): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`;
}

export const heartbeat = (intervalMs = 15_000): string => event('heartbeat', undefined, { intervalMs });
export const queued = (id: string): string => event('queued', id, { type: 'queued', checkId });
export const started = (id: string): string =>
  event('started', id, { type: 'started', checkId, gates: ['lint'] });

/** The event that ends a stream. @param verdict as it is, or as JSON text */
export function judged(verdict: Verdict | string, id = '2.3'): string {
  const text = typeof verdict === 'string' ? verdict : JSON.stringify(verdict);
  return event('verdict', id, `{"type":"verdict","checkId":"${checkId}","verdict":${text}}`);
}

/** A whole response: a heartbeat, what comes first, and these verdicts. */
export function stream(verdicts: (Verdict | string)[], id?: string): Buffer {
  const events = [heartbeat(), queued('2.1'), started('2.2'), ...verdicts.map((one) => judged(one, id))];
  return Buffer.from(STREAM_HEAD + events.join(''));
}
