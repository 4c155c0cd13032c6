import { HttpModule, HttpService } from '@nestjs/axios';
import { Test } from '@nestjs/testing';
import { CoordinatorClientService, QualityGatesModule } from '@quality-gates/nestjs';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { approves, approvesAndKeeps, inTurn, refuses, resets } from '../support/answers.js';
import { application } from '../support/application.js';
import { type Answer, faultServer } from '../support/fault-server.js';
import { endOf, expectEnd, type Story, unavailable } from '../support/scenario.js';
import { type Fleet, fleetOf, largestShare } from '../support/simulated-fleet.js';

/** What a fleet may add to the load of a coordinator that is in trouble. */
const MOST_AMPLIFICATION = 1.2;
/** The default of `circuitBreaker.openMs`. */
const OPEN_MS = 5_000;
/** The default of `attemptTimeoutMs`. */
const ATTEMPT_MS = 30_000;
const TROUBLE_AT = 4_000;

/**
 * A fleet with the default options through trouble of so long, each client asking every so often; an attempt that
 * began in trouble may take so long to end.
 */
async function survives(
  size: number,
  trouble: (fleet: Fleet) => Answer,
  { forMs = 44_000, everyMs = 4_000, attemptMs = 0 } = {},
): Promise<void> {
  await using fleet = await fleetOf(size, {}, { quantumMs: 100 });
  const { time, arrivals } = fleet;
  const wellAgainAt = TROUBLE_AT + forMs;
  time.runtime.after(TROUBLE_AT, () => (fleet.answer = trouble(fleet)));
  time.runtime.after(wellAgainAt, () => (fleet.answer = approvesAndKeeps));
  // The last attempt that trouble holds opens the circuit once more.
  const allKnowAt = wellAgainAt + attemptMs + OPEN_MS + everyMs;
  const calls = await time.run(fleet.asksUntil(allKnowAt + 2 * everyMs, everyMs));

  const inTrouble = (at: number): boolean => at >= TROUBLE_AT && at < wellAgainAt;
  const attempts = arrivals.filter(({ at }) => inTrouble(at));
  const asked = calls.filter(({ startedAt }) => inTrouble(startedAt));
  expect(asked.some(({ isApproved, endedAt }) => isApproved && inTrouble(endedAt))).toBe(false);
  expect(attempts.length).toBeGreaterThan(size);
  expect(attempts.length / asked.length).toBeLessThanOrEqual(MOST_AMPLIFICATION);

  // All was well before, and is so again as soon as every breaker has had its turn.
  const before = calls.filter(({ endedAt }) => endedAt < TROUBLE_AT);
  const after = calls.filter(({ startedAt }) => startedAt >= allKnowAt);
  expect(new Set(after.map(({ client }) => client)).size).toBe(size);
  for (const { isApproved } of [...before, ...after]) expect(isApproved).toBe(true);
}

export const fleet: Story[] = [
  {
    name: '200 clients, the coordinator answers 503',
    story: () => survives(200, () => refuses(503, 'shutting-down')),
  },
  { name: 'a fleet whose connections are reset', story: () => survives(60, () => resets()) },
  {
    name: 'a fleet whose requests are held for longer than an attempt may take',
    story: () => survives(20, holds, { forMs: 600_000, everyMs: 10_000, attemptMs: ATTEMPT_MS }),
  },
  {
    name: 'a fleet without a budget and a breaker would multiply the load, and be seen to',
    async story() {
      const unbounded = { retryBudget: { ratio: 1, reserve: 1_000 }, circuitBreaker: false as const };
      await using fleet = await fleetOf(20, unbounded);
      fleet.answer = refuses(503, 'shutting-down');
      const calls = await fleet.time.run(fleet.asksUntil(10_000, 2_000));
      expect(fleet.arrivals.length / calls.length).toBeGreaterThan(3);
    },
  },
  {
    name: 'jitter',
    async story() {
      await using fleet = await fleetOf(200);
      fleet.answer = refuses(503, 'shutting-down');
      await fleet.time.run(fleet.askAtOnce());
      const again = fleet.arrivals.filter(({ at }) => at > 0);
      expect(again.length).toBeGreaterThanOrEqual(200);
      // The first wait is anything up to 200 ms: of ten buckets none gets the fourth part.
      expect(largestShare(firstOf(again), 20)).toBeLessThan(0.25);
    },
  },
  {
    name: 'the same Retry-After to many clients',
    async story() {
      await using fleet = await fleetOf(200);
      fleet.answer = refuses(503, 'shutting-down', { 'Retry-After': '10' });
      fleet.time.runtime.after(5_000, () => (fleet.answer = approvesAndKeeps));
      await fleet.time.run(fleet.askAtOnce());
      const again = fleet.arrivals.filter(({ at }) => at > 0).map(({ at }) => at);
      expect(again).toHaveLength(200);
      expect(Math.min(...again)).toBeGreaterThanOrEqual(10_000);
      expect(largestShare(again, 20)).toBeLessThan(0.25);
    },
  },
  {
    name: 'only calls of this library retry',
    async story() {
      await using server = await faultServer(refuses(503, 'shutting-down'));
      await using beside = await withHttpModule(server.url);
      expectEnd(await endOf(beside.client.checkQuality(question)), unavailable());
      const own = server.requests.length;
      expect(own).toBeGreaterThan(1);
      await expect(beside.http.axiosRef.post(server.url, {}, { proxy: false })).rejects.toThrow('503');
      expect(server.requests).toHaveLength(own + 1);
    },
  },
  {
    name: 'an interceptor of the application runs once for its own call',
    async story() {
      await using server = await faultServer(inTurn(refuses(503, 'shutting-down'), approves));
      await using beside = await withHttpModule(server.url);
      let ran = 0;
      beside.http.axiosRef.interceptors.response.use((response) => {
        ran += 1;
        return response;
      });
      expectEnd(await endOf(beside.client.checkQuality(question)), 'approved');
      expect(ran).toBe(0);
      await beside.http.axiosRef.post(server.url, question, { proxy: false });
      expect(ran).toBe(1);
    },
  },
  {
    name: 'the circuit is open',
    async story() {
      await using server = await faultServer(refuses(503, 'shutting-down'));
      const circuitBreaker = { failures: 2, openMs: 60_000 };
      await using app = await application({ url: server.url, retry: { maxAttempts: 1 }, circuitBreaker });
      for (let round = 0; round < 2; round += 1) {
        expectEnd(await endOf(app.client.checkQuality(question)), unavailable(/503/));
      }
      const startedAt = performance.now();
      expectEnd(await endOf(app.client.checkQuality(question)), unavailable(/left alone/));
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      expect(server.requests).toHaveLength(2);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'the retry budget is empty',
    async story() {
      await using server = await faultServer(refuses(503, 'shutting-down'));
      await using app = await application({
        url: server.url,
        retry: { maxAttempts: 4, baseDelayMs: 1 },
        retryBudget: { ratio: 0, reserve: 2 },
        circuitBreaker: false,
      });
      const startedAt = performance.now();
      for (let round = 0; round < 3; round += 1) {
        expectEnd(await endOf(app.client.checkQuality(question)), unavailable());
      }
      expect(server.requests).toHaveLength(3 + 2);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(app.runtime.open).toEqual([]);
    },
  },
];

/** Answers only when an attempt has long been given up. */
function holds({ time }: Fleet): Answer {
  return ({ socket }) => {
    const release = time.hold(socket.remotePort);
    const cancel = time.runtime.after(120_000, () => socket.destroy());
    socket.once('close', () => {
      release();
      cancel();
    });
  };
}

/** When each caller came for the first time of these. */
function firstOf(arrivals: Fleet['arrivals']): number[] {
  const first = new Map<string, number>();
  for (const { at, caller } of arrivals) if (!first.has(caller)) first.set(caller, at);
  return [...first.values()];
}

async function withHttpModule(url: string) {
  const module = await Test.createTestingModule({
    imports: [HttpModule, QualityGatesModule.forRoot({ coordinator: { url, retry: { baseDelayMs: 1 } } })],
  }).compile();
  return {
    http: module.get(HttpService),
    client: module.get(CoordinatorClientService),
    [Symbol.asyncDispose]: () => module.close(),
  };
}
