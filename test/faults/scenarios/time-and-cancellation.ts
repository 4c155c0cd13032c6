import { timeout } from 'rxjs';
import { question } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { response } from '../../../libs/quality-gates/src/rig/raw-server.js';
import { approval, begins, isSilent, refusal, refuses } from '../support/answers.js';
import { application } from '../support/application.js';
import { aborts, leaves, timesOut, unsubscribes, untilTimer } from '../support/giving-up.js';
import { endOf, expectEnd, type Scenario, type Story, unavailable } from '../support/scenario.js';
import { threadedServer } from '../support/threaded-server.js';

const whole = JSON.stringify(approval);
/** Asks to be left alone for five seconds, which nothing else here waits for. */
const pausing = {
  answer: refuses(503, 'shutting-down', { 'Retry-After': '5' }),
  options: { attemptTimeoutMs: 9_000 },
  when: ({ timers }: { timers: () => readonly number[] }) => untilTimer(timers, 5_000, 9_000),
};
const inFlight = {
  answer: isSilent,
  when: ({ server }: { server: { asked: (count: number) => Promise<void> } }) => server.asked(1),
};

export const timeAndCancellation: (Scenario | Story)[] = [
  { name: 'the caller aborts during a backoff of 5 s', story: () => aborts(pausing) },
  { name: 'RxJS unsubscribes during a backoff', story: () => leaves(pausing, unsubscribes) },
  {
    name: 'RxJS timeout() during a backoff',
    story: () =>
      leaves(pausing, async (watching, now) => {
        // The time runs out by itself, in the pause, which is far longer.
        await Promise.all([timesOut(watching.pipe(timeout({ first: 3_000 }))), now]);
      }),
  },
  { name: 'abort in flight', story: () => aborts(inFlight) },
  { name: 'unsubscribe in flight', story: () => leaves(inFlight, unsubscribes) },
  {
    name: 'abort in mid-body',
    story: () =>
      aborts({
        answer: begins(response(200, whole.slice(0, 40), { 'Content-Length': String(whole.length) })),
        when: async ({ server }) => {
          await server.asked(1);
          // The first bytes of the body are read.
          for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
        },
      }),
  },
  {
    name: 'total deadline over slow refusals',
    answer: ({ socket }) => {
      const timer = setTimeout(() => socket.end(refusal(503, 'shutting-down')), 80);
      socket.once('close', () => clearTimeout(timer));
    },
    options: { attemptTimeoutMs: 500, deadlineMs: 600, retry: { maxAttempts: 50, baseDelayMs: 1 } },
    ends: unavailable(),
    requests: [2, 8],
    atMostMs: 3_000,
  },
  {
    name: 'the deadline would pass during the backoff',
    answer: refuses(503, 'shutting-down', { 'Retry-After': '3' }),
    options: { attemptTimeoutMs: 1_000, deadlineMs: 2_500 },
    ends: unavailable(/not before/),
    requests: 1,
    atMostMs: 2_000,
  },
  {
    name: 'the event loop of the client is blocked while the answer is ready',
    async story() {
      await using server = await threadedServer(whole, 50);
      await using app = await application({
        url: server.url,
        attemptTimeoutMs: 300,
        retry: { maxAttempts: 1 },
      });
      const asking = endOf(app.client.checkQuality(question));
      await server.asked();
      const until = performance.now() + 600;
      while (performance.now() < until);
      expectEnd(await asking, 'approved');
      expect(app.runtime.open).toEqual([]);
    },
  },
];
