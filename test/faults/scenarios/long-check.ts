import { setTimeout as delay } from 'node:timers/promises';
import { CALLER_HEADER, checkIdOf, type CheckRequest } from '@quality-gates/contract';
import { nextHold, question as newQuestion, Rig } from '../../../apps/coordinator/src/testing/rig.js';
import { verdictOn } from '../../../apps/coordinator/src/testing/verdicts.js';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { FakeCoordinator } from '../../support/fake-coordinator.js';
import { eventually } from '../../support/processes.js';
import { approval, checkId, ok, refuses } from '../support/answers.js';
import { application } from '../support/application.js';
import { faultServer } from '../support/fault-server.js';
import { endOf, type Scenario, type Story } from '../support/scenario.js';
import { CHUNKED_HEAD, chunk, heartbeat, judged, queued, started, STREAM_HEAD } from '../support/streams.js';
import { takes } from '../support/long-answers.js';

/** Through restarts that take seconds. */
const PATIENT = {
  attemptTimeoutMs: 20_000,
  deadlineMs: 50_000,
  retry: { maxAttempts: 60, baseDelayMs: 50, maxDelayMs: 500 },
  retryBudget: { ratio: 1, reserve: 1_000 },
  circuitBreaker: false as const,
};

export const longCheck: (Scenario | Story)[] = [
  {
    name: 'the coordinator restarts in mid-check',
    async story() {
      await using coordinator = await FakeCoordinator.start({ FAKE_GATE_MS: '600' });
      await using app = await application({ url: coordinator.url, ...PATIENT });
      const asking = endOf(app.client.checkQuality({ ...question, candidate: inShop(1) }));
      await eventually(() => coordinator.runs.length === 1);
      await coordinator.killAndRestart();
      expect(await asking).toMatchObject({ verdict: { outcome: 'approved' } });
      expect(coordinator.runs.map(({ what, run }) => [what, run])).toEqual([
        ['start', 1],
        ['start', 2],
        ['end', 2],
      ]);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'a duplicate POST from two clients',
    async story() {
      const rig = await Rig.start();
      await using one = await application({ url: rig.url });
      await using two = await application({ url: rig.url });
      const request = newQuestion();
      const asking = [one, two].map(({ client }) => endOf(client.checkQuality(request)));
      const call = await rig.engine.next();
      // A proxy that repeats the request adds nothing to it either.
      expect((await rig.askLater(request)).state).toBe('running');
      call.answer();
      for (const end of await Promise.all(asking))
        expect(end).toMatchObject({ verdict: { outcome: 'approved' } });
      expect(rig.engine.calls).toHaveLength(1);
    },
  },
  {
    name: '404 for a known id after a restart',
    async story() {
      let posts = 0;
      await using server = await faultServer((exchange) => {
        posts += exchange.method === 'POST' ? 1 : 0;
        takes({ events: refuses(404, 'not-found'), look: refuses(404, 'not-found') })(exchange);
      });
      await using app = await application({ url: server.url });
      expect(await endOf(app.client.checkQuality(question))).toMatchObject({
        error: { code: 'coordinator-unavailable', retryable: true },
      });
      expect(posts).toBe(2);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'the event stream is cut',
    async story() {
      const lastIds: (string | undefined)[] = [];
      await using server = await faultServer(
        takes({
          events: ({ headers, socket }) => {
            lastIds.push(headers.get('last-event-id'));
            if (lastIds.length > 1)
              socket.end(CHUNKED_HEAD + chunk(heartbeat() + judged(approval, '1.3')) + chunk(''));
            else {
              socket.write(CHUNKED_HEAD + chunk(heartbeat() + queued('1.1') + started('1.2')));
              setTimeout(() => socket.resetAndDestroy(), 50);
            }
          },
        }),
      );
      await using app = await application({ url: server.url });
      expect(await endOf(app.client.checkQuality(question))).toMatchObject({
        verdict: { outcome: 'approved' },
      });
      expect(lastIds).toEqual([undefined, '1.2']);
      expect(server.posts).toHaveLength(1);
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'the heartbeat is missing for more than two intervals',
    async story() {
      let streams = 0;
      await using server = await faultServer(
        takes({
          events: (exchange) => {
            const { headers, socket } = exchange;
            streams += 1;
            expect(headers.get('last-event-id')).toBe(streams === 1 ? undefined : '1.1');
            // From now on silence, on a connection that stays.
            if (streams === 1) socket.write(STREAM_HEAD + heartbeat(60) + queued('1.1'));
            else refuses(404, 'not-found')(exchange);
          },
          look: ({ socket }) => void socket.end(ok({ checkId, run: 1, state: 'done', verdict: approval })),
        }),
      );
      {
        await using app = await application({ url: server.url });
        expect(await endOf(app.client.checkQuality(question))).toMatchObject({
          verdict: { outcome: 'approved' },
        });
        expect(streams).toBe(2);
        expect(app.runtime.open).toEqual([]);
      }
      await server.allClosed();
    },
  },
  {
    name: 'replay gap: an event id older than the log',
    async story() {
      const rig = await Rig.start();
      const request = newQuestion();
      const id = checkIdOf(request);
      expect((await rig.askLater(request)).state).toBe('running');
      const leaving = new AbortController();
      const stream = await rig.follow(id, { lastEventId: '7.9', signal: leaving.signal });
      expect(await stream.nextEvent()).toMatchObject({ name: 'reset', data: { checkId: id } });
      const snapshot = await rig.look(id);
      expect(await snapshot.json()).toMatchObject({ state: 'running', checkId: id });
      leaving.abort();
    },
  },
  {
    name: 'the worker is killed in mid-gate',
    async story() {
      await using coordinator = await FakeCoordinator.start({ FAKE_GATE_MS: '400' });
      await using app = await application({ url: coordinator.url, ...PATIENT });
      const request = { ...question, candidate: inShop(2) };
      const asking = endOf(app.client.checkQuality(request));
      await eventually(() => coordinator.runs.length === 1);
      await coordinator.killAndRestart();
      expect(await asking).toMatchObject({ verdict: { outcome: 'approved' } });
      // Nothing of the run that was killed is left: what was answered is the later run's.
      const look = await fetch(`${coordinator.url}/api/quality/checks/${checkIdOf(request)}`);
      expect(await look.json()).toMatchObject({ state: 'done', run: 2 });
    },
  },
  {
    name: 'late result of a stalled worker',
    async story() {
      const rig = await Rig.start({ QG_LEASE_MS: '0', QG_CONCURRENCY: '2' });
      const request = newQuestion();
      const id = checkIdOf(request);
      const headers = { [CALLER_HEADER]: 'the-first-of-two-callers' };
      const held = rig.ask(request, { caller: headers[CALLER_HEADER] }).catch(() => undefined);
      const stalled = await rig.engine.next();
      await rig.leave(id, { caller: headers[CALLER_HEADER] });
      await held;
      const again = rig.ask(request);
      const second = await rig.engine.next();
      stalled.answer(verdictOn(stalled.request, 'rejected'));
      await delay(50);
      second.answer();
      expect(await (await again).json()).toMatchObject({ outcome: 'approved' });
      expect(await (await rig.look(id)).json()).toMatchObject({ run: 2, verdict: { outcome: 'approved' } });
    },
  },
  {
    name: 'a client disconnects from a held POST',
    async story() {
      const rig = await Rig.start({ QG_CONCURRENCY: '4', QG_LEASE_MS: '500' });
      await using leaving = await application({ url: rig.url });
      await using staying = await application({ url: rig.url });
      const [shared, alone] = [newQuestion(), newQuestion()];
      const controller = new AbortController();
      const gone = [shared, alone].map((request) =>
        endOf(leaving.client.checkQuality(request, { signal: controller.signal })),
      );
      const calls = [await rig.engine.next(), await rig.engine.next()];
      const callOf = (request: CheckRequest) => calls.find((call) => sameTree(call.request, request));
      const held = nextHold();
      const waiting = endOf(staying.client.checkQuality(shared));
      await held;
      controller.abort();
      for (const end of await Promise.all(gone)) expect(end).toMatchObject({ error: { code: 'cancelled' } });
      await callOf(alone)?.cancelled;
      expect(callOf(shared)?.signal.aborted).toBe(false);
      callOf(shared)?.answer();
      expect(await waiting).toMatchObject({ verdict: { outcome: 'approved' } });
    },
  },
  {
    name: 'the queue is full',
    async story() {
      const rig = await Rig.start({ QG_CONCURRENCY: '1', QG_QUEUE_CAPACITY: '1' });
      for (let place = 0; place < 2; place += 1) await rig.askLater(newQuestion());
      const response = await rig.ask(newQuestion(), { prefer: 'wait=0' });
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      await using app = await application({ url: rig.url, deadlineMs: 900, attemptTimeoutMs: 800 });
      expect(await endOf(app.client.checkQuality(newQuestion()))).toMatchObject({
        error: { code: expect.stringMatching(/^(coordinator-unavailable|queue-full)$/), retryable: true },
      });
      expect(app.runtime.open).toEqual([]);
    },
  },
  {
    name: 'health says ok and checks fail',
    async story() {
      const ready = ok({ status: 'ok', info: { engine: { status: 'up' } } });
      await using server = await faultServer((exchange) => {
        if (exchange.path.startsWith('/api/health')) exchange.socket.end(ready);
        else refuses(503)(exchange);
      });
      const circuitBreaker = { failures: 2, openMs: 60_000 };
      await using app = await application({ url: server.url, retry: { maxAttempts: 1 }, circuitBreaker });
      for (let round = 0; round < 4; round += 1) {
        expect(await endOf(app.client.checkQuality(question))).toMatchObject({
          error: { code: 'coordinator-unavailable', retryable: true },
        });
        // Good health closes no circuit.
        expect(await app.client.health()).toMatchObject({ status: 'ok' });
      }
      expect(server.posts).toHaveLength(2);
      expect(app.runtime.open).toEqual([]);
    },
  },
];

function inShop(index: number): CheckRequest['candidate'] {
  return {
    repository: 'shop',
    tree: index.toString(16).padStart(40, '0'),
    base: { ref: 'main', commit: 'b'.repeat(40) },
  };
}

function sameTree(one: CheckRequest, other: CheckRequest): boolean {
  return one.candidate.tree === other.candidate.tree;
}
