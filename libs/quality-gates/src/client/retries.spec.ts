import { once } from 'node:events';
import { createServer } from 'node:net';
import { approve, dropConnection, MockCoordinator, problem, reject, silence } from '../testing/index.js';
import { CoordinatorUnavailableError, RequestRejectedError, UnauthorizedError } from '../errors/index.js';
import { clientOf, failureOf, jumpingRuntime, NO_LIMITS, question } from '../rig/client-rig.js';
import { rawServer, response } from '../rig/raw-server.js';
import { verdictFor } from '../testing/index.js';
import { networkFailure } from './failures/network-failure.js';

let coordinator: MockCoordinator;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
});
afterEach(() => coordinator.close());

const ask = (runtime = jumpingRuntime(), options = {}) =>
  clientOf({ url: coordinator.url, ...NO_LIMITS, ...options }, runtime).checkQuality(question);

test.each([408, 425, 429, 500, 502, 503, 504])('asks again after %d', async (status) => {
  coordinator.answer(
    problem(status, status === 429 ? 'queue-full' : 'internal'),
    reject([{ message: 'no' }]),
  );
  expect((await ask()).outcome).toBe('rejected');
  expect(coordinator.requests).toHaveLength(2);
});

test.each([400, 401, 403, 404, 409, 413, 415, 422, 501, 505, 507, 508, 510, 511])(
  'takes %d as the last word',
  async (status) => {
    coordinator.answerAlways(problem(status, 'internal'));
    const error = await failureOf(ask());
    expect(error).toHaveProperty('code');
    expect(coordinator.requests).toHaveLength(1);
  },
);

test('a refusal keeps the code that the coordinator gave it', async () => {
  coordinator.answer(problem(422, 'repository-unknown', { detail: 'No repository is called demo.' }));
  const error = await failureOf(ask());
  expect(error).toBeInstanceOf(RequestRejectedError);
  expect(error).toMatchObject({
    code: 'repository-unknown',
    retryable: false,
    message: expect.stringContaining('No repository is called demo'),
  });
});

test('asks no more than maxAttempts times, with full jitter between', async () => {
  const runtime = jumpingRuntime({ random: 0.5 });
  coordinator.answerAlways(problem(503, 'shutting-down'));
  const error = await failureOf(ask(runtime));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({ code: 'coordinator-unavailable', retryable: true, status: 503 });
  expect(coordinator.requests).toHaveLength(4);
  expect(runtime.pauses).toEqual([100, 200, 400]);
});

test('asks at most twice more after 500, which seldom passes', async () => {
  coordinator.answerAlways(problem(500, 'internal'));
  await failureOf(ask(undefined, { retry: { maxAttempts: 9 } }));
  expect(coordinator.requests).toHaveLength(3);
});

test('does not repeat what the coordinator calls hopeless, whatever its status', async () => {
  coordinator.answerAlways(problem(500, 'configuration-invalid'));
  await failureOf(ask());
  expect(coordinator.requests).toHaveLength(1);
});

test('repeats what came too slowly, although the coordinator calls that a wrong request', async () => {
  coordinator.answer(problem(408, 'invalid-request'));
  expect((await ask()).outcome).toBe('approved');
});

test('waits as long as Retry-After says, and a little longer by chance', async () => {
  const runtime = jumpingRuntime({ random: 0.25 });
  coordinator.answer(problem(429, 'queue-full', { retryAfter: 3 }), approve());
  await ask(runtime);
  expect(runtime.pauses).toEqual([3000 + 0.25 * (200 + 750)]);
});

test("reads a Retry-After date against the server's clock", async () => {
  const runtime = jumpingRuntime({ random: 0, wallNow: Date.parse('2001-01-01') });
  const ahead = new Date(Date.now() + 30_000).toUTCString();
  coordinator.answer(problem(503, 'shutting-down', { retryAfter: ahead }), approve());
  await ask(runtime);
  expect(runtime.pauses[0]).toBeGreaterThan(27_000);
  expect(runtime.pauses[0]).toBeLessThanOrEqual(30_000);
});

test('takes no pause from a Retry-After that makes no sense', async () => {
  const runtime = jumpingRuntime({ random: 0.5 });
  coordinator.answer(problem(503, 'shutting-down', { retryAfter: '-7' }), approve());
  await ask(runtime);
  expect(runtime.pauses).toEqual([100]);
});

test('says at once when it may be asked again, where that is past the deadline', async () => {
  const runtime = jumpingRuntime({ random: 0, wallNow: Date.parse('2026-01-01') });
  coordinator.answerAlways(problem(503, 'shutting-down', { retryAfter: 86_400 }));
  const error = await failureOf(ask(runtime));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({
    notBefore: new Date('2026-01-02'),
    message: expect.stringContaining('not before 2026-01-02T00:00:00.000Z'),
  });
  expect(runtime.pauses).toEqual([]);
  expect(coordinator.requests).toHaveLength(1);
});

test.each(['at-once', 'mid-body'] as const)('asks again when the connection is reset %s', async (when) => {
  coordinator.answer(dropConnection({ when }), reject([{ message: 'no' }]));
  expect((await ask()).outcome).toBe('rejected');
  expect(coordinator.requests).toHaveLength(2);
});

const whole = JSON.stringify(verdictFor(question));
const type = 'Content-Type: application/json\r\n';
test.each([
  ['ends without an answer', ''],
  ['ends before the announced length', `HTTP/1.1 200 OK\r\n${type}Content-Length: 9999\r\n\r\n${whole}`],
  ['ends within the JSON', `HTTP/1.1 200 OK\r\n${type}Connection: close\r\n\r\n${whole.slice(0, -9)}`],
  ['has an empty body', response(200, '')],
])('asks again when the answer %s', async (_, bytes) => {
  await using server = await rawServer(({ count, socket }) => {
    if (count === 1) socket.end(bytes);
    else socket.end(response(200, whole));
  });
  const verdict = await clientOf({ url: server.url, ...NO_LIMITS }, jumpingRuntime()).checkQuality(question);
  expect(verdict.outcome).toBe('approved');
  expect(server.count).toBe(2);
});

test('asks again when nobody listens, then says so', async () => {
  await coordinator.close();
  const runtime = jumpingRuntime();
  const error = await failureOf(ask(runtime));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({ message: expect.stringContaining('refused the connection (ECONNREFUSED)') });
  expect(runtime.pauses).toHaveLength(3);
});

test('replaces a pooled connection that went stale, without a pause, and does not count that', async () => {
  const requestsOf: number[] = [];
  const server = createServer((socket) => {
    const index = requestsOf.push(0) - 1;
    let text = '';
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        text += chunk.toString();
        if (!text.endsWith('}')) return;
        text = '';
        requestsOf[index] = (requestsOf[index] ?? 0) + 1;
        if (requestsOf[index] === 1) socket.write(response(200, whole, { Connection: 'keep-alive' }));
        else socket.resetAndDestroy();
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const runtime = jumpingRuntime();
  const client = clientOf(
    {
      url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
      ...NO_LIMITS,
      retry: { maxAttempts: 1 },
    },
    runtime,
  );
  await client.checkQuality(question);
  expect((await client.checkQuality(question)).outcome).toBe('approved');
  expect(requestsOf).toEqual([2, 1]);
  expect(runtime.pauses).toEqual([]);
  await client.onModuleDestroy();
  await once(server.close(), 'close');
});

test('gives an attempt no more than its time, then asks again', async () => {
  coordinator.answer(silence(), approve());
  const client = clientOf({ url: coordinator.url, attemptTimeoutMs: 150, retry: { baseDelayMs: 1 } });
  expect((await client.checkQuality(question)).outcome).toBe('approved');
  expect(coordinator.requests).toHaveLength(2);
});

test.each([
  ['headers', 'HTTP/1.1 200 OK\r\nX-Slow: '],
  ['a body', `HTTP/1.1 200 OK\r\n${type}Content-Length: 9999\r\n\r\n{`],
])('is not kept by %s that comes byte by byte', async (_, start) => {
  await using server = await rawServer(({ socket }) => {
    socket.write(start);
    const drip = setInterval(() => socket.write('x'), 10);
    socket.once('close', () => clearInterval(drip));
  });
  const client = clientOf({
    url: server.url,
    attemptTimeoutMs: 120,
    retry: { maxAttempts: 2, baseDelayMs: 1 },
  });
  const error = await failureOf(client.checkQuality(question));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({ message: expect.stringContaining('did not answer within 120 ms') });
  expect(server.count).toBe(2);
});

test.each([
  ['ENOTFOUND', 0],
  ['EAI_AGAIN', Infinity],
  ['EHOSTUNREACH', Infinity],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 0],
  ['EPROTO', 0],
  ['SOMETHING_NEW', 0],
])('a network fault %s is worth %d retries', (code, retries) => {
  const cause = Object.assign(new Error('x', { cause: Object.assign(new Error('y'), { code }) }), {
    code: 'ERR_BAD_RESPONSE',
  });
  const failure = networkFailure(cause, 'http://coordinator');
  expect(failure.retries).toBe(retries);
  expect(failure.error.retryable).toBe(retries > 0);
});

test('gives up at once when TLS meets a plain port', async () => {
  const error = await failureOf(ask(undefined, { url: coordinator.url.replace('http:', 'https:') }));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({ retryable: false });
});

test('asks for a fresh token with each attempt, and not at all without one', async () => {
  let fetched = 0;
  coordinator.answer(problem(503, 'shutting-down'), approve());
  await ask(undefined, { token: () => Promise.resolve(`token-${(fetched += 1)}`) });
  expect(coordinator.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer token-1',
    'Bearer token-2',
  ]);
  coordinator.reset();
  for (const token of [() => Promise.reject(new Error('vault')), () => Promise.resolve('two words')]) {
    expect(await failureOf(ask(undefined, { token }))).toBeInstanceOf(UnauthorizedError);
  }
  expect(coordinator.requests).toHaveLength(0);
});

test('waits for a token no longer than for an attempt, and not again', async () => {
  const token = jest.fn(() => new Promise<string>(() => undefined));
  const client = clientOf({ url: coordinator.url, token, attemptTimeoutMs: 30, retry: { baseDelayMs: 1 } });
  expect(await failureOf(client.checkQuality(question))).toMatchObject({
    code: 'coordinator-unavailable',
    message: expect.stringContaining('The token was not fetched within 30 ms'),
  });
  expect(token).toHaveBeenCalledTimes(1);
});
