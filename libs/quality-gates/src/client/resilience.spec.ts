import { inspect } from 'node:util';
import { CancelledError } from '@quality-gates/contract';
import { CoordinatorUnavailableError, ProtocolError } from '../errors/index.js';
import type { ClientObservation } from '../observation.js';
import {
  clientOf,
  countedRuntime,
  failureOf,
  jumpingRuntime,
  NO_LIMITS,
  question,
} from '../rig/client-rig.js';
import type { Runtime } from './runtime.js';
import { approve, longCheck, MockCoordinator, problem, raw, reject, silence } from '../testing/index.js';

let coordinator: MockCoordinator;
let skippedMs: number;
let runtime: ReturnType<typeof jumpingRuntime>;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
  skippedMs = 0;
  const jumping = jumpingRuntime();
  runtime = { ...jumping, now: () => jumping.now() + skippedMs };
});
afterEach(() => coordinator.close());

const client = (options = {}, time: Runtime = runtime) =>
  clientOf({ url: coordinator.url, ...NO_LIMITS, ...options }, time);
const ask = (options = {}, time: Runtime = runtime) => client(options, time).checkQuality(question);
const sick = problem(503, 'shutting-down');
const once = { retry: { maxAttempts: 1 } };

describe('the retry budget', () => {
  test('is one for all clients of a coordinator, and says so when it is empty', async () => {
    const retryBudget = { ratio: 0, reserve: 2 };
    coordinator.answerAlways(sick);
    await failureOf(ask({ retryBudget, circuitBreaker: false }));
    expect(coordinator.requests).toHaveLength(3);
    const error = await failureOf(ask({ retryBudget, circuitBreaker: false }));
    expect(coordinator.requests).toHaveLength(4);
    expect(error).toBeInstanceOf(CoordinatorUnavailableError);
    expect(error).toMatchObject({
      code: 'coordinator-unavailable',
      retryable: true,
      status: 503,
      message: expect.stringContaining('the retry budget is empty'),
    });
  });

  test('is another for other settings, another coordinator and another clock', async () => {
    const retryBudget = { ratio: 0, reserve: 1 };
    await using other = await MockCoordinator.start();
    for (const each of [coordinator, other]) each.answerAlways(sick);
    await failureOf(ask({ retryBudget, circuitBreaker: false }));
    expect(coordinator.requests).toHaveLength(2);
    await failureOf(ask({ retryBudget: { ratio: 0, reserve: 2 }, circuitBreaker: false }));
    expect(coordinator.requests).toHaveLength(5);
    await failureOf(ask({ retryBudget, circuitBreaker: false }, jumpingRuntime()));
    expect(coordinator.requests).toHaveLength(7);
    await failureOf(ask({ retryBudget, circuitBreaker: false, url: other.url }));
    expect(other.requests).toHaveLength(2);
  });

  test('keeps the load of 200 clients on a coordinator that fails below 1.2 times their questions', async () => {
    coordinator.answerAlways(sick);
    const clients = Array.from({ length: 200 }, () => client({ circuitBreaker: false }));
    await Promise.all(clients.map((each) => failureOf(each.checkQuality(question))));
    expect(coordinator.requests.length).toBeGreaterThan(200);
    expect(coordinator.requests.length).toBeLessThanOrEqual(240);
    await Promise.all(clients.map((each) => each.onModuleDestroy()));
  });

  test('is not spent on connections that are refused', async () => {
    await coordinator.close();
    const error = await failureOf(ask({ retryBudget: { ratio: 0, reserve: 0 } }));
    expect(error).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
    expect(runtime.pauses).toHaveLength(3);
  });

  test('is not spent on coming back when a full coordinator said so', async () => {
    const retryBudget = { ratio: 0, reserve: 0 };
    coordinator.answer(problem(429, 'queue-full', { retryAfter: 2 }));
    expect((await ask({ retryBudget })).outcome).toBe('approved');
    coordinator.answerAlways(problem(503, 'shutting-down', { retryAfter: 2 }));
    expect(await failureOf(ask({ retryBudget }))).toMatchObject({
      notBefore: new Date(runtime.wallNow() + 2000 + 0.5 * (200 + 500)),
    });
    expect(coordinator.requests).toHaveLength(3);
  });
});

describe('the circuit', () => {
  test('one caller alone does not open it', async () => {
    coordinator.answerAlways(sick);
    await failureOf(ask());
    coordinator.answerAlways(approve());
    expect((await ask()).outcome).toBe('approved');
  });

  test('open, lets nothing through, not even an approval, and says until when', async () => {
    coordinator.answer(sick, sick, sick, sick, sick);
    for (let call = 0; call < 5; call += 1) await failureOf(ask(once));
    const error = await failureOf(ask());
    expect(coordinator.requests).toHaveLength(5);
    expect(error).toBeInstanceOf(CoordinatorUnavailableError);
    expect(error).toMatchObject({
      retryable: true,
      notBefore: new Date(runtime.wallNow() + 5000),
      message: expect.stringMatching(/is left alone until .*failed several times in a row. Lastly: .*503/),
    });
  });

  test('lets one attempt through after its time, which is not held back, then closes', async () => {
    const circuitBreaker = { failures: 1, openMs: 700 };
    coordinator.answer(sick);
    await failureOf(ask({ ...once, circuitBreaker }));
    skippedMs = 700;
    coordinator.answer(reject([{ message: 'no' }]), approve());
    const asking = [ask({ circuitBreaker }), ask({ circuitBreaker })];
    expect((await asking[0])?.outcome).toBe('rejected');
    expect(coordinator.requests.map(({ headers }) => headers.prefer)).toEqual(['wait=20', 'wait=0']);
    expect(await failureOf(asking[1] ?? Promise.resolve())).toBeInstanceOf(CoordinatorUnavailableError);
    expect((await ask({ circuitBreaker })).outcome).toBe('approved');
  });

  test('opening between two attempts of a call ends it at once', async () => {
    coordinator.answerAlways(sick);
    const error = await failureOf(ask({ circuitBreaker: { failures: 2 } }));
    expect(error).toMatchObject({ message: expect.stringContaining('is left alone') });
    expect(coordinator.requests).toHaveLength(2);
    expect(runtime.pauses).toHaveLength(1);
  });

  test.each([
    ['too many requests', problem(429, 'queue-full')],
    ['a refusal', problem(422, 'repository-unknown')],
    ['a refusal without a code', raw('', { status: 404 })],
    ['no room for more', problem(507, 'storage-full')],
  ])('takes %s for an answer', async (_, answer) => {
    const circuitBreaker = { failures: 1 };
    coordinator.answer(answer, answer);
    for (let call = 0; call < 2; call += 1) await failureOf(ask({ ...once, circuitBreaker }));
    expect((await ask({ circuitBreaker })).outcome).toBe('approved');
  });

  test('takes what cannot be believed for a failure', async () => {
    const circuitBreaker = { failures: 2 };
    coordinator.answerAlways(raw('{}', { headers: { 'content-type': 'application/json' } }));
    for (let call = 0; call < 2; call += 1) {
      expect(await failureOf(ask({ circuitBreaker }))).toBeInstanceOf(ProtocolError);
    }
    expect(await failureOf(ask({ circuitBreaker }))).toBeInstanceOf(CoordinatorUnavailableError);
    expect(coordinator.requests).toHaveLength(2);
  });

  test('takes a caller that leaves, and a token that fails, for neither', async () => {
    const circuitBreaker = { failures: 1 };
    coordinator.answer(silence());
    const controller = new AbortController();
    const leaving = client({ circuitBreaker }).checkQuality(question, { signal: controller.signal });
    await coordinator.asked();
    controller.abort();
    expect(await failureOf(leaving)).toBeInstanceOf(CancelledError);
    await failureOf(ask({ circuitBreaker, token: () => Promise.reject(new Error('vault')) }));
    expect((await ask({ circuitBreaker })).outcome).toBe('approved');
  });

  test('takes silence until the deadline for a failure', async () => {
    const time = countedRuntime();
    const circuitBreaker = { failures: 1 };
    coordinator.answer(silence());
    await failureOf(ask({ circuitBreaker, deadlineMs: 50 }, time));
    expect(await failureOf(ask({ circuitBreaker }, time))).toMatchObject({
      message: expect.stringContaining('is left alone'),
    });
  });

  test('neither holds back health nor counts it', async () => {
    const circuitBreaker = { failures: 1 };
    coordinator.setHealthy(false);
    expect(await client({ circuitBreaker }).health()).toMatchObject({ status: 'unavailable' });
    coordinator.setHealthy(true).answer(sick);
    await failureOf(ask({ ...once, circuitBreaker }));
    expect(await client({ circuitBreaker }).health()).toMatchObject({ status: 'ok' });
    expect(await failureOf(ask({ circuitBreaker }))).toBeInstanceOf(CoordinatorUnavailableError);
  });

  test('can be turned off', async () => {
    coordinator.answerAlways(sick);
    for (let call = 0; call < 9; call += 1) await failureOf(ask({ ...once, circuitBreaker: false }));
    expect(coordinator.requests).toHaveLength(9);
  });
});

describe('traces and observations', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';

  test("each attempt of a question is a request of its own in the caller's trace", async () => {
    coordinator.answer(sick, longCheck(approve(), { polls: 2 }));
    const traceparent = jest.fn(() => `00-${traceId}-b7ad6b7169203331-00`);
    const seen: string[] = [];
    const observe = (told: ClientObservation): void => {
      if (told.type === 'attempt') seen.push(told.traceparent);
    };
    await ask({ traceparent, observe });
    expect(traceparent).toHaveBeenCalledTimes(1);
    expect(coordinator.requests.map(({ headers }) => headers.traceparent)).toEqual(seen.slice(0, 2));
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(new Set(seen.map((text) => text.slice(0, 36)))).toEqual(new Set([`00-${traceId}-`]));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('tells what happens on the wire', async () => {
    const told: ClientObservation[] = [];
    const observe = (observation: ClientObservation) => void told.push(observation);
    coordinator.answer(problem(503, 'shutting-down', { retryAfter: 2 }));
    const { checkId } = await ask({ observe });
    const exchange = { method: 'POST', path: '/api/quality/check', checkId };
    const traced = { durationMs: expect.any(Number), traceparent: expect.stringMatching(/^00-/) };
    const fault = { code: 'coordinator-unavailable', fault: 'http-503' };
    expect(told).toEqual([
      { type: 'attempt', ...exchange, attempt: 1, ...traced, ...fault, status: 503 },
      { type: 'retry', ...exchange, attempt: 1, ...fault, delayMs: 2350, retryAfterMs: 2000 },
      { type: 'attempt', ...exchange, attempt: 2, ...traced, status: 200 },
    ]);
  });

  test('tells of the circuit and the budget', async () => {
    const types: string[] = [];
    const observe = (told: ClientObservation): void => {
      types.push(told.type === 'circuit-changed' ? told.state : told.type);
    };
    const options = { observe, circuitBreaker: { failures: 2, openMs: 700 }, retryBudget: { reserve: 0 } };
    coordinator.answer(sick, sick);
    for (let call = 0; call < 3; call += 1) await failureOf(ask(options));
    skippedMs = 700;
    await ask(options);
    expect(types.join(' ')).toBe(
      'attempt budget-empty attempt open circuit-refused circuit-refused half-open attempt closed',
    );
  });

  test('an observer that throws, now or later, changes nothing', async () => {
    const observers = [
      () => {
        throw new Error('no metrics');
      },
      () => Promise.reject(new Error('no metrics')),
    ];
    for (const observe of observers) expect((await ask({ observe })).outcome).toBe('approved');
  });

  test('neither observations nor errors hold the token', async () => {
    const token = 'c2VjcmV0';
    const told: unknown[] = [];
    const options = { token, observe: (observation: unknown) => told.push(observation) };
    coordinator.answer(sick, problem(422, 'repository-unknown', { detail: `You sent Bearer ${token}.` }));
    told.push(await failureOf(ask(options)));
    await coordinator.close();
    told.push(await failureOf(ask(options)));
    expect(told.length).toBeGreaterThan(5);
    expect(inspect(told, { depth: Infinity, showHidden: true })).not.toContain(token);
  });
});
