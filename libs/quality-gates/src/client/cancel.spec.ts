import { getEventListeners, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CancelledError } from '@quality-gates/contract';
import { type CountedRuntime, clientOf, countedRuntime, failureOf, question } from '../rig/client-rig.js';
import { rawServer, response } from '../rig/raw-server.js';
import { until } from '../rig/until.js';
import type { CoordinatorAddress } from '../options.js';
import { CheckTimeoutError, CoordinatorUnavailableError } from '../errors/index.js';
import { approve, longCheck, MockCoordinator, problem, silence, verdictFor } from '../testing/index.js';

let coordinator: MockCoordinator;
let runtime: CountedRuntime;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
  runtime = countedRuntime();
});
afterEach(() => coordinator.close());

/** Asks, aborts once told to, and checks that nothing of the call is left. */
async function cancelledBy(
  moment: (asking: Promise<unknown>) => Promise<unknown>,
  address: Partial<CoordinatorAddress> = {},
) {
  const controller = new AbortController();
  const client = clientOf({ url: coordinator.url, ...address }, runtime);
  const asking = client.checkQuality(question, { signal: controller.signal });
  asking.catch(() => undefined);
  await moment(asking);
  controller.abort(new Error('changed my mind'));
  const settled = { by: 'nothing' };
  void asking.catch(() => (settled.by = 'abort'));
  // Nothing but the abort itself may be needed: a few turns of the event loop, no timer and no socket.
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  expect(settled.by).toBe('abort');
  const error = await failureOf(asking);
  expect(error).toBeInstanceOf(CancelledError);
  expect(error).toMatchObject({ code: 'cancelled', cause: new Error('changed my mind') });
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  await nothingOpen();
}

/** What the coordinator may know of is taken back by a request of its own, which leaves nothing either. */
const nothingOpen = (): Promise<void> => until(() => runtime.open.length === 0);

test('a caller that has left before is not asked for', async () => {
  const error = await failureOf(
    clientOf({ url: coordinator.url }, runtime).checkQuality(question, { signal: AbortSignal.abort() }),
  );
  expect(error).toBeInstanceOf(CancelledError);
  expect(runtime.open).toEqual([]);
  await new Promise(setImmediate);
  expect(coordinator.requests).toHaveLength(0);
});

test('leaves at once while the coordinator thinks, and closes the connection', async () => {
  let closed: Promise<unknown> | undefined;
  await using server = await rawServer(({ socket }) => {
    closed = new Promise((resolve) => socket.once('close', resolve));
    arrived();
  });
  let arrived = (): void => undefined;
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  await cancelledBy(() => arrival, { url: server.url });
  await closed;
});

test('leaves at once in the middle of a body, and closes the connection', async () => {
  let closed: Promise<unknown> | undefined;
  let begun = (): void => undefined;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  await using server = await rawServer(({ socket }) => {
    closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(response(200, '{', { 'Content-Length': '9999' }), () => begun());
  });
  await cancelledBy(() => beginning, { url: server.url });
  await closed;
});

test('leaves at once while it waits to ask again, and never does', async () => {
  coordinator.answerAlways(problem(503, 'shutting-down', { retryAfter: 60 }));
  const isPause = (delayMs: number): boolean => delayMs >= 60_000 && delayMs < 76_000;
  await cancelledBy(() => until(() => runtime.open.some(isPause)));
  expect(coordinator.requests).toHaveLength(1);
});

test('leaves at once between two polls of a long check', async () => {
  coordinator.answer(longCheck(approve(), { polls: 1000 }));
  await cancelledBy(() => until(() => coordinator.polls.length >= 2));
});

test('leaves at once while a token is fetched that never comes', async () => {
  await cancelledBy(() => Promise.resolve(), { token: () => new Promise(() => undefined) });
  expect(coordinator.requests).toHaveLength(0);
});

test('leaves nothing behind when all goes well', async () => {
  const controller = new AbortController();
  await clientOf({ url: coordinator.url }, runtime).checkQuality(question, { signal: controller.signal });
  expect(runtime.open).toEqual([]);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test('the deadline ends silence as unavailable, and says how long it was', async () => {
  coordinator.answerAlways(silence());
  const client = clientOf({ url: coordinator.url, deadlineMs: 100 }, runtime);
  const error = await failureOf(client.checkQuality(question));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({ message: expect.stringContaining('within 100 ms') });
  await nothingOpen();
});

test('the deadline counts all attempts together', async () => {
  coordinator.answerAlways(silence());
  const options = { attemptTimeoutMs: 60, deadlineMs: 150, retry: { maxAttempts: 100, baseDelayMs: 1 } };
  const error = await failureOf(
    clientOf({ url: coordinator.url, ...options }, runtime).checkQuality(question),
  );
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(coordinator.requests.length).toBeLessThanOrEqual(4);
});

test('the deadline of a check that was taken is a timeout of the check', async () => {
  coordinator.answer(longCheck(approve(), { polls: 1_000_000 }));
  const error = await failureOf(
    clientOf({ url: coordinator.url, deadlineMs: 200 }, runtime).checkQuality(question),
  );
  expect(error).toBeInstanceOf(CheckTimeoutError);
  expect(error).toMatchObject({ code: 'check-timeout', retryable: true });
});

test('an answer that came while this process was busy counts, though its time is over', async () => {
  const worker = new Worker(SERVER_IN_A_THREAD, {
    eval: true,
    workerData: JSON.stringify(verdictFor(question)),
  });
  try {
    const [port]: unknown[] = await once(worker, 'message');
    const client = clientOf({
      url: `http://127.0.0.1:${String(port)}`,
      attemptTimeoutMs: 200,
      retry: { maxAttempts: 1 },
    });
    const asking = client.checkQuality(question);
    await once(worker, 'message');
    const until = performance.now() + 400;
    while (performance.now() < until);
    expect((await asking).outcome).toBe('approved');
    await client.onModuleDestroy();
  } finally {
    await worker.terminate();
  }
});

const SERVER_IN_A_THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:http').createServer((request, response) => {
  request.resume().on('end', () => {
    parentPort.postMessage('asked');
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(workerData), 50);
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
