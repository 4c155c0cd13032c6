import { addAbortSignal, Readable } from 'node:stream';
import type { EventStream } from './call.js';
import { AttemptError, never } from '../failures/failure.js';
import { NoEventsError } from './no-events.error.js';
import { headerOf, isIdentity, type Reading, refusal } from './reading.js';
import { readBody } from './read-body.js';

/**
 * Hands over an answer as a stream of events, from then on bound to `signal` alone.
 *
 * @throws AttemptError otherwise, of a {@link NoEventsError} where a success is no such stream
 */
export async function readEvents(reading: Reading, signal: AbortSignal): Promise<EventStream> {
  const { address, response } = reading;
  const { status } = response;
  const body: unknown = response.data;
  if (!(body instanceof Readable)) throw new TypeError('the HTTP adapter gave no stream');
  if (status < 200 || status > 299) {
    throw new AttemptError(refusal(reading, await readBody(body, address.maxResponseBytes)));
  }
  const type = headerOf(response, 'content-type') ?? '';
  if (status !== 200 || !/^text\/event-stream\s*(?:;|$)/i.test(type) || !isIdentity(response)) {
    body.destroy();
    const message = `What answers at ${address.url} gives no events here, but status ${status} of type "${type.slice(0, 100)}".`;
    // It answers as it can: that says nothing against it.
    throw new AttemptError(never(new NoEventsError(message), { tells: 'alive', fault: 'no-events', status }));
  }
  // Who reads it sees the error; nobody reading it must not end the process.
  body.on('error', () => undefined);
  addAbortSignal(signal, body);
  const headers = Object.keys(response.headers).map((name) => [name, headerOf(response, name) ?? '']);
  return { headers: Object.fromEntries(headers), body };
}
