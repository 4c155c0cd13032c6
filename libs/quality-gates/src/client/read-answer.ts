import { addAbortSignal, Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { ProtocolError } from '../errors/index.js';
import type { ResolvedAddress } from '../options.js';
import type { Answer, Call, EventStream } from './call.js';
import { AttemptError, always, never, type Failure } from './failure.js';
import { NoEventsError } from './no-events.error.js';
import { readBody } from './read-body.js';
import { readProblem, responseFailure } from './response-failure.js';
import { retryAfterMs } from './retry-after.js';
import type { Runtime } from './runtime.js';

interface Reading {
  address: ResolvedAddress;
  runtime: Runtime;
  call: Call;
  response: AxiosResponse;
  config: object;
}

/** Reads a whole answer. @throws AttemptError unless it is a success in JSON that the call believes */
export async function readAnswer(reading: Reading): Promise<Answer> {
  const { address, call, response, config } = reading;
  const { status } = response;
  const text = await readBody(response.data, address.maxResponseBytes, config);
  const fail = (failure: Failure): AttemptError => new AttemptError(failure, config);
  const isAnswer = status === 200 || status === 202 || (status === 204 && call.noContent === true);
  if (!isAnswer) throw fail(refusal(reading, text));
  if (!isIdentity(response)) throw fail(never(foreign(address, 'a compressed body that nobody asked for')));
  const said = {
    waited: /\bwait="?[1-9]/.test(headerOf(response, 'preference-applied') ?? ''),
    retryAfter: headerOf(response, 'retry-after'),
    date: headerOf(response, 'date'),
  };
  if (status === 204) return { status, json: undefined, ...said };
  const type = headerOf(response, 'content-type') ?? '';
  if (text !== '' && !/^application\/json\b/i.test(type)) {
    throw fail(never(foreign(address, `a body of type "${type.slice(0, 100)}"`)));
  }
  const parsed = parseJson(text);
  if (!parsed) throw fail(always(foreign(address, 'an empty body or cut JSON')));
  return { status, ...parsed, ...said };
}

/**
 * Hands over an answer as a stream of events, from then on bound to `signal` alone.
 *
 * @throws AttemptError otherwise, of a {@link NoEventsError} where a success is no such stream
 */
export async function readEvents(reading: Reading, signal: AbortSignal): Promise<EventStream> {
  const { address, response, config } = reading;
  const body: unknown = response.data;
  if (!(body instanceof Readable)) throw new TypeError('the HTTP adapter gave no stream');
  if (response.status < 200 || response.status > 299) {
    throw new AttemptError(refusal(reading, await readBody(body, address.maxResponseBytes, config)), config);
  }
  const type = headerOf(response, 'content-type') ?? '';
  if (response.status !== 200 || !/^text\/event-stream\b/i.test(type) || !isIdentity(response)) {
    body.destroy();
    const message = `What answers at ${address.url} gives no events here, but status ${response.status} of type "${type.slice(0, 100)}".`;
    throw new AttemptError(never(new NoEventsError(message)), config);
  }
  // Who reads it sees the error; nobody reading it must not end the process.
  body.on('error', () => undefined);
  addAbortSignal(signal, body);
  const headers = Object.keys(response.headers).map((name) => [name, headerOf(response, name) ?? '']);
  return { headers: Object.fromEntries(headers), body };
}

function refusal({ address, runtime, response }: Reading, text: string): Failure {
  const problem = readProblem(headerOf(response, 'content-type') ?? '', text);
  const wish = { retryAfter: headerOf(response, 'retry-after'), date: headerOf(response, 'date') };
  return {
    ...responseFailure({ status: response.status, problem, url: address.url }),
    retryAfterMs: retryAfterMs(wish, runtime.wallNow()),
  };
}

function headerOf({ headers }: AxiosResponse, name: string): string | undefined {
  const value: unknown = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function isIdentity(response: AxiosResponse): boolean {
  return (headerOf(response, 'content-encoding') ?? 'identity').toLowerCase() === 'identity';
}

function parseJson(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function foreign({ url }: ResolvedAddress, what: string): ProtocolError {
  return new ProtocolError(`What answers at ${url} sent ${what}.`, {
    mend: 'See that `coordinator.url` is the root of a coordinator and that no proxy answers in its place.',
  });
}
