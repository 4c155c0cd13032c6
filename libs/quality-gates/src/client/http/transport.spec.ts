import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { QualityGatesError } from '@quality-gates/contract';
import { CoordinatorUnavailableError, ProtocolError, RequestRejectedError } from '../../errors/index.js';
import { resolveOptions } from '../../options.js';
import { countedRuntime, failureOf } from '../../rig/client-rig.js';
import { NoEventsError } from './no-events.error.js';
import { Scope } from '../scope.js';
import { type Call, Transport } from './transport.js';

const runtime = countedRuntime();
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  expect(runtime.open).toEqual([]);
});

type Answering = (...exchange: Parameters<RequestListener>) => unknown;

async function transportTo(answer: Answering): Promise<{ transport: Transport; server: Server }> {
  const server = createServer((...exchange) => void answer(...exchange));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const options = resolveOptions({
    coordinator: { url: `http://127.0.0.1:${address.port}`, retry: { baseDelayMs: 1 } },
  });
  if (options.kind !== 'remote') throw new Error('not remote');
  const transport = new Transport(options.address, runtime);
  opened.push(transport, { close: () => server.close().closeAllConnections() });
  return { transport, server };
}

function scope(parent?: AbortSignal): Scope {
  return new Scope(runtime, { parent });
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

async function* twoBytes() {
  yield Buffer.from('a');
  yield Buffer.from('b');
}

const put = (open: (signal: AbortSignal) => AsyncIterable<Uint8Array>): Call => ({
  method: 'PUT',
  path: '/x',
  noContent: true,
  upload: { mediaType: 'application/x-bytes', open: async (signal) => open(signal) },
});

test('makes an upload anew for each attempt', async () => {
  const bodies: string[] = [];
  const { transport } = await transportTo(async (request, response) => {
    bodies.push(`${request.headers['content-type']} ${await textOf(request)}`);
    response.writeHead(bodies.length === 1 ? 503 : 204).end();
  });
  const signals: AbortSignal[] = [];
  const answer = await transport.send(
    put((signal) => {
      signals.push(signal);
      return twoBytes();
    }),
    scope(),
  );
  expect(answer).toMatchObject({ status: 204, json: undefined });
  expect(bodies).toEqual(['application/x-bytes ab', 'application/x-bytes ab']);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test('an upload that cannot be read is no fault of the coordinator, and is not tried again', async () => {
  const { transport } = await transportTo((request) => request.resume());
  let reads = 0;
  const failing = async function* () {
    reads += 1;
    yield Buffer.from('a');
    throw new QualityGatesError('git-failed', 'No such object.');
  };
  expect(await failureOf(transport.send(put(failing), scope()))).toMatchObject({ code: 'git-failed' });
  const unopened = put(() => {
    reads += 1;
    throw new Error('no git');
  });
  expect(await failureOf(transport.send(unopened, scope()))).toMatchObject({ code: 'internal' });
  expect(reads).toBe(2);
});

test('an answer before the end of an upload ends it, with its connection', async () => {
  const { transport, server } = await transportTo((_, response) =>
    response.writeHead(413, { 'Content-Type': 'application/json' }).end('{}'),
  );
  const connected = once(server, 'connection');
  let ended: (() => void) | undefined;
  const sourceEnd = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const endless = put(async function* (signal) {
    signal.addEventListener('abort', () => ended?.());
    yield Buffer.from('a');
    await sourceEnd;
  });
  const asking = transport.send(endless, scope());
  const [socket] = await connected;
  const closed = closeOf(socket);
  expect(await failureOf(asking)).toBeInstanceOf(RequestRejectedError);
  await sourceEnd;
  await closed;
});

test('takes no content only where it was to be expected', async () => {
  const { transport } = await transportTo((_, response) => response.writeHead(204).end());
  const call = { method: 'DELETE', path: '/x' } as const;
  expect(await transport.send({ ...call, noContent: true }, scope())).toMatchObject({ status: 204 });
  expect(await failureOf(transport.send(call, scope()))).toBeInstanceOf(ProtocolError);
});

test('says what a call says, but asks for no compression', async () => {
  let said: unknown;
  const { transport } = await transportTo((request, response) => {
    said = request.headers;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  const headers = { 'Last-Event-ID': '1.2', 'Accept-Encoding': 'gzip', Accept: 'x/y' };
  await transport.send({ method: 'GET', path: '/', headers }, scope());
  expect(said).toMatchObject({ 'last-event-id': '1.2', 'accept-encoding': 'identity', accept: 'x/y' });
});

test('an answer that the call does not believe ends it', async () => {
  let asked = 0;
  const { transport } = await transportTo((_, response) => {
    asked += 1;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  const believe = (): never => {
    throw new ProtocolError('I do not believe it.');
  };
  const error = await failureOf(transport.send({ method: 'GET', path: '/', believe }, scope()));
  expect(error).toMatchObject({ message: 'I do not believe it.' });
  expect(asked).toBe(1);
});

const events = { method: 'GET', path: '/events' } as const;
const stream = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Run': '7' };

test('hands over a stream of events, which lives longer than an attempt', async () => {
  const { transport } = await transportTo((request, response) => {
    response.writeHead(200, stream).write(`: ${request.headers.accept}\n`);
    setImmediate(() => response.end('data: 1\n\n'));
  });
  const { headers, body } = await transport.openStream(events, scope());
  expect(runtime.open).toEqual([]);
  expect(headers).toMatchObject({ 'x-run': '7' });
  expect(await textOf(body)).toBe(': text/event-stream, application/problem+json\ndata: 1\n\n');
});

test('a stream ends with its scope, and closes its connection', async () => {
  const { transport, server } = await transportTo((_, response) => {
    response.writeHead(200, stream).write('data: 1\n\n');
  });
  const connected = once(server, 'connection');
  const controller = new AbortController();
  const { body } = await transport.openStream(events, scope(controller.signal));
  const [socket] = await connected;
  const closed = closeOf(socket);
  await once(body, 'readable');
  controller.abort();
  expect(await failureOf(textOf(body))).toMatchObject({ name: 'AbortError' });
  await closed;
});

test('who is done with a stream early closes its connection', async () => {
  const { transport, server } = await transportTo((_, response) => {
    response.writeHead(200, stream).write('data: 1\n\n');
  });
  const connected = once(server, 'connection');
  const { body } = await transport.openStream(events, scope());
  const [socket] = await connected;
  const closed = closeOf(socket);
  for await (const _ of body) break;
  await closed;
});

test.each([
  [200, { 'Content-Type': 'application/json' }],
  [204, {}],
  [200, { ...stream, 'Content-Encoding': 'gzip' }],
])('tells that there are no events in an answer %d %j', async (status, headers) => {
  const { transport } = await transportTo((_, response) => response.writeHead(status, headers).end());
  expect(await failureOf(transport.openStream(events, scope()))).toBeInstanceOf(NoEventsError);
});

test('holds it against nobody to have no events', async () => {
  const { transport } = await transportTo((_, response) => response.writeHead(204).end());
  for (let call = 0; call < 6; call += 1) {
    expect(await failureOf(transport.openStream(events, scope()))).toBeInstanceOf(NoEventsError);
  }
});

test('meets the faults of opening a stream as those of any call', async () => {
  let asked = 0;
  const { transport } = await transportTo((_, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 503 : 404, { 'Content-Type': 'application/json' });
    response.end('{"type":"about:blank","title":"x","status":404,"code":"not-found"}');
  });
  expect(await failureOf(transport.openStream(events, scope()))).toMatchObject({ code: 'not-found' });
  const silent = await transportTo(() => undefined);
  const impatient = { ...events, attemptTimeoutMs: 30, maxAttempts: 1 };
  expect(await failureOf(silent.transport.openStream(impatient, scope()))).toBeInstanceOf(
    CoordinatorUnavailableError,
  );
});

test.each([
  [
    'while an upload is sent',
    (transport: Transport, within: Scope, open: Promise<unknown>) =>
      transport.send(
        put(async function* () {
          yield Buffer.from('a');
          await open;
        }),
        within,
      ),
  ],
  ['while a stream is opened', (transport: Transport, within: Scope) => transport.openStream(events, within)],
])('leaves at once %s, and closes the connection', async (_, begin) => {
  const requested: { now?: (socket: Socket) => void } = {};
  const arrival = new Promise<Socket>((resolve) => (requested.now = resolve));
  const { transport } = await transportTo((request) => {
    request.on('error', () => undefined).resume();
    requested.now?.(request.socket);
  });
  const controller = new AbortController();
  const within = scope(controller.signal);
  const asking = begin(transport, within, new Promise(() => undefined));
  const end = { by: 'nothing' };
  asking.catch(() => (end.by = 'abort'));
  const closed = closeOf(await arrival);
  controller.abort();
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  expect(end.by).toBe('abort');
  expect(runtime.open).toEqual([]);
  await closed;
});
