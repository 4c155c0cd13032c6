import type { CheckEvent } from '@quality-gates/contract';
import { CoordinatorUnavailableError, ProtocolError } from '../errors/index.js';
import { clientOf, failureOf, jumpingRuntime, NO_LIMITS, question } from '../rig/client-rig.js';
import { rawServer, response } from '../rig/raw-server.js';
import { approve, longCheck, MockCoordinator, problem, raw, reject, verdictFor } from '../testing/index.js';

let coordinator: MockCoordinator;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
});
afterEach(() => coordinator.close());

const client = (options = {}) =>
  clientOf({ url: coordinator.url, ...NO_LIMITS, ...options }, jumpingRuntime());
const { checkId } = verdictFor(question);

test('asks the coordinator to hold its answer back until the verdict is there', async () => {
  await client({ waitMs: 7500 }).checkQuality(question);
  expect(coordinator.requests[0]?.headers).toMatchObject({
    prefer: 'wait=7',
    'content-type': 'application/json',
    'accept-encoding': 'identity',
  });
});

test('polls a check that takes long until it is done', async () => {
  coordinator.answer(longCheck(reject([{ message: 'no' }]), { polls: 3 }));
  expect((await client().checkQuality(question)).outcome).toBe('rejected');
  expect(coordinator.polls).toEqual([checkId, checkId, checkId]);
  expect(coordinator.requests).toHaveLength(1);
});

test('tells that it waits, then each gate, then the verdict; a listener that throws changes nothing', async () => {
  coordinator.answer(longCheck(reject([{ message: 'no' }]), { polls: 2, state: 'queued' }));
  const events: CheckEvent['type'][] = [];
  const verdict = await client().checkQuality(question, {
    onEvent: ({ type }) => {
      events.push(type);
      throw new Error('listener');
    },
  });
  expect(events).toEqual(['queued', ...verdict.gates.map(() => 'gate-finished'), 'verdict']);
});

test('a poll survives what any request survives', async () => {
  let polls = 0;
  await using server = await rawServer(({ request, socket }) => {
    if (request.method === 'POST') {
      socket.end(
        response(202, JSON.stringify({ checkId, run: 1, state: 'running' }), { 'Retry-After': '2' }),
      );
    } else if (request.url?.endsWith('/events')) {
      socket.end(response(404, '{}'));
    } else if ((polls += 1) === 1) {
      socket.resetAndDestroy();
    } else {
      const check = { checkId, run: 1, state: 'done', verdict: verdictFor(question) };
      socket.end(response(200, JSON.stringify(check)));
    }
  });
  const runtime = jumpingRuntime({ random: 0.5 });
  const verdict = await clientOf({ url: server.url, ...NO_LIMITS }, runtime).checkQuality(question);
  expect(verdict.outcome).toBe('approved');
  expect(runtime.pauses).toEqual([2000, 100]);
});

test('asks once more when the coordinator has forgotten the check', async () => {
  coordinator.answer(longCheck(problem(404, 'not-found')), reject([{ message: 'no' }]));
  expect((await client().checkQuality(question)).outcome).toBe('rejected');
  expect(coordinator.requests).toHaveLength(2);
});

test('asks once more when the check was cancelled for others', async () => {
  coordinator.answer(longCheck(approve(), { ends: 'cancelled' }), reject([{ message: 'no' }]));
  expect((await client().checkQuality(question)).outcome).toBe('rejected');
  expect(coordinator.requests).toHaveLength(2);
});

test.each([
  ['forgot', longCheck(problem(404, 'not-found'))],
  ['cancelled', longCheck(approve(), { ends: 'cancelled' })],
])('gives up on a coordinator that twice %s the check', async (how, answer) => {
  coordinator.answerAlways(answer);
  const error = await failureOf(client().checkQuality(question));
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(error).toMatchObject({ message: expect.stringContaining(`each time ${how} it`) });
  expect(coordinator.requests).toHaveLength(2);
});

test('follows no Location but the path of the check', async () => {
  await using elsewhere = await MockCoordinator.start();
  const paths: (string | undefined)[] = [];
  await using server = await rawServer(({ request, socket }) => {
    paths.push(request.url);
    const check = { checkId, run: 1, state: 'done', verdict: verdictFor(question) };
    const running = { checkId, run: 1, state: 'running' };
    const location = { Location: `${elsewhere.url}/api/quality/checks/${checkId}` };
    const isStream = request.url?.endsWith('/events') === true;
    socket.end(
      request.method === 'POST'
        ? response(202, JSON.stringify(running), location)
        : response(isStream ? 404 : 200, JSON.stringify(check)),
    );
  });
  await clientOf({ url: server.url, ...NO_LIMITS }, jumpingRuntime()).checkQuality(question);
  const path = `/api/quality/checks/${checkId}`;
  expect(paths).toEqual(['/api/quality/check', `${path}/events`, path]);
  expect(elsewhere.polls).toEqual([]);
});

test.each([
  ['of another id', { checkId: 'f'.repeat(64), run: 1, state: 'running' }],
  ['in no state that is known', { checkId, run: 1, state: 'thinking' }],
  [
    'done by a verdict about another tree',
    {
      checkId,
      run: 1,
      state: 'done',
      verdict: { ...verdictFor(question), candidate: { ...question.candidate, tree: 'e'.repeat(40) } },
    },
  ],
])('believes no check %s', async (_, check) => {
  coordinator.answer(
    raw(JSON.stringify(check), { status: 202, headers: { 'content-type': 'application/json' } }),
  );
  expect(await failureOf(client().checkQuality(question))).toBeInstanceOf(ProtocolError);
});

test('tells health apart: ready, not ready, gone', async () => {
  expect(await client().health()).toEqual({ status: 'ok', engineVersion: '0.0.0-mock', sandbox: 'none' });
  coordinator.setHealthy(false);
  expect(await client().health()).toMatchObject({
    status: 'unavailable',
    detail: expect.stringContaining('503'),
  });
  await coordinator.close();
  const runtime = jumpingRuntime();
  const error = await failureOf(clientOf({ url: coordinator.url, ...NO_LIMITS }, runtime).health());
  expect(error).toBeInstanceOf(CoordinatorUnavailableError);
  expect(runtime.pauses).toEqual([]);
});

test('believes no health from what is no coordinator', async () => {
  await using server = await rawServer(({ socket }) => socket.end(response(200, '{"hello":"world"}')));
  expect(await failureOf(clientOf({ url: server.url }).health())).toBeInstanceOf(ProtocolError);
});

test('finds a coordinator under a path, and by name on either kind of address', async () => {
  const { port } = new URL(coordinator.url);
  expect((await clientOf({ url: `http://localhost:${port}/` }).checkQuality(question)).outcome).toBe(
    'approved',
  );
  const error = await failureOf(clientOf({ url: `${coordinator.url}/below` }).checkQuality(question));
  expect(error).toMatchObject({ message: expect.stringContaining('There is no /below/api/quality/check') });
});

describe('a coordinator that goes away with a check that it took', () => {
  const busy = response(503, '{}');
  const running = response(202, JSON.stringify({ checkId, run: 1, state: 'running' }));
  const retry = { maxAttempts: 3 };
  const options = { ...NO_LIMITS, retry, circuitBreaker: false } as const;

  test('is waited for', async () => {
    let polls = 0;
    await using server = await rawServer(({ request, socket }) => {
      if (request.method === 'POST') socket.end(running);
      else if (request.url?.endsWith('/events')) socket.end(response(404, '{}'));
      else if ((polls += 1) <= 6) socket.end(busy);
      else {
        const check = { checkId, run: 1, state: 'done', verdict: verdictFor(question) };
        socket.end(response(200, JSON.stringify(check)));
      }
    });
    const runtime = jumpingRuntime();
    const verdict = await clientOf({ url: server.url, ...options }, runtime).checkQuality(question);
    expect(verdict.outcome).toBe('approved');
    expect(runtime.pauses).toEqual([1000, 100, 200, 1000, 100, 200, 2000]);
  });

  test('is not waited for for ever', async () => {
    await using server = await rawServer(({ request, socket }) => {
      if (request.url?.endsWith('/events')) socket.end(response(404, '{}'));
      else socket.end(request.method === 'POST' ? running : busy);
    });
    const error = await failureOf(
      clientOf({ url: server.url, ...options }, jumpingRuntime()).checkQuality(question),
    );
    expect(error).toBeInstanceOf(CoordinatorUnavailableError);
    expect(server.count).toBe(2 + 3 * 3);
  });
});
