import type { Socket } from 'node:net';
import { CALLER_HEADER, CancelledError } from '@quality-gates/contract';
import { CheckTimeoutError } from '../errors/index.js';
import { clientOf, type CountedRuntime, countedRuntime, failureOf, question } from '../rig/client-rig.js';
import { rawServer, response } from '../rig/raw-server.js';
import { until } from '../rig/until.js';
import { approve, longCheck, MockCoordinator, problem, silence, verdictFor } from '../testing/index.js';

const { checkId } = verdictFor(question);
let coordinator: MockCoordinator;
let runtime: CountedRuntime;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
  runtime = countedRuntime();
});
afterEach(() => coordinator.close());

const client = (options = {}) => clientOf({ url: coordinator.url, ...options }, runtime);
/** However it closes. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.resume().once('close', () => resolve());
  });
const nothingOpen = (): Promise<void> => until(() => runtime.open.length === 0);

test('a caller that leaves before its question was taken leaves nothing open and sends nothing more', async () => {
  coordinator.answer(silence());
  const controller = new AbortController();
  const asking = client().checkQuality(question, { signal: controller.signal });
  asking.catch(() => undefined);
  await coordinator.asked();
  controller.abort();
  expect(await failureOf(asking)).toBeInstanceOf(CancelledError);
  expect(runtime.open).toEqual([]);
  expect(coordinator.withdrawals).toEqual([]);
});

test('a caller that leaves an event stream closes it and takes its question back', async () => {
  const sockets: Socket[] = [];
  const requests: [string | undefined, unknown][] = [];
  await using server = await rawServer(({ request, socket }) => {
    requests.push([request.method, request.headers[CALLER_HEADER]]);
    if (request.method === 'POST') {
      socket.end(response(202, JSON.stringify({ checkId, run: 1, state: 'running' })));
    } else if (request.method === 'GET') {
      sockets.push(socket);
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
      socket.write('event: heartbeat\ndata: {"intervalMs":15000}\n\n');
    } else socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  });
  const controller = new AbortController();
  const asking = clientOf({ url: server.url }, runtime).checkQuality(question, {
    signal: controller.signal,
    onEvent: () => undefined,
  });
  asking.catch(() => undefined);
  await until(() => sockets.length > 0 && runtime.open.includes(30_000));
  const [stream] = sockets;
  if (!stream) throw new Error('unreachable');
  const closed = closeOf(stream);
  controller.abort();
  await failureOf(asking);
  await closed;
  await until(() => requests.length === 3);
  expect(requests.map(([method]) => method)).toEqual(['POST', 'GET', 'DELETE']);
  expect(new Set(requests.map(([, caller]) => caller)).size).toBe(1);
  await nothingOpen();
});

test('the deadline takes the question back, too', async () => {
  coordinator.answer(longCheck(approve(), { polls: 1_000_000, events: ['silence'] }));
  const error = await failureOf(client({ deadlineMs: 100 }).checkQuality(question));
  expect(error).toBeInstanceOf(CheckTimeoutError);
  await coordinator.until(() => coordinator.withdrawals.length > 0);
  await nothingOpen();
});

test('nobody waits for that, however long the coordinator takes; it is left alone soon', async () => {
  const closes: Promise<unknown>[] = [];
  await using server = await rawServer(({ request, socket }) => {
    closes.push(closeOf(socket));
    if (request.method === 'POST') {
      socket.end(response(202, JSON.stringify({ checkId, run: 1, state: 'running' })));
    }
  });
  const controller = new AbortController();
  const asking = clientOf({ url: server.url }, runtime).checkQuality(question, {
    signal: controller.signal,
  });
  asking.catch(() => undefined);
  await until(() => server.count === 2);
  controller.abort();
  let isSettled = false;
  void asking.catch(() => (isSettled = true));
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  expect(isSettled).toBe(true);
  expect(runtime.open).toContain(200);
  await nothingOpen();
  await until(() => server.count === 3);
  await Promise.all(closes);
});

test('what was refused, answered or never sent is not taken back', async () => {
  const controller = new AbortController();
  coordinator.answer(problem(503, 'shutting-down', { retryAfter: 60 }));
  const refused = client().checkQuality(question, { signal: controller.signal });
  refused.catch(() => undefined);
  await until(() => runtime.open.some((delayMs) => delayMs >= 60_000 && delayMs < 200_000));
  controller.abort();
  await failureOf(refused);
  expect(runtime.open).toEqual([]);
  await client().checkQuality(question);
  await failureOf(client().checkQuality(question, { signal: AbortSignal.abort() }));
  expect(runtime.open).toEqual([]);
  expect(coordinator.withdrawals).toEqual([]);
});

test('a client that is closed tells first what it has given up', async () => {
  const controller = new AbortController();
  const closing = client();
  coordinator.answer(longCheck(approve(), { polls: 1_000_000, events: ['silence'] }));
  const asking = closing.checkQuality(question, { signal: controller.signal });
  asking.catch(() => undefined);
  await coordinator.until(() => coordinator.follows.length > 0);
  controller.abort();
  await failureOf(asking);
  await closing.onModuleDestroy();
  expect(coordinator.withdrawals).toEqual([checkId]);
  expect(runtime.open).toEqual([]);
});
