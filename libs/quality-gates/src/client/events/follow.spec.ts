import type { Socket } from 'node:net';
import type { CheckEvent, Verdict } from '@quality-gates/contract';
import { clientOf, NO_LIMITS, question } from '../../rig/client-rig.js';
import { type HandRuntime, handRuntime } from '../../rig/hand-runtime.js';
import { type RawServer, rawServer, response } from '../../rig/raw-server.js';
import { until } from '../../rig/until.js';
import {
  approve,
  longCheck,
  MockCoordinator,
  type MockEvent,
  type MockStep,
  problem,
  reject,
  verdictFor,
} from '../../testing/index.js';

let coordinator: MockCoordinator;
let runtime: HandRuntime;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
  runtime = handRuntime();
});
afterEach(() => coordinator.close());

const approved = verdictFor(question);
const { checkId } = approved;
const started = (gate: string): MockEvent => ({ type: 'gate-started', gate });

/** Asks with a listener; what it was told is in `told`, in short. */
function asked(options = {}, url = coordinator.url): { verdict: Promise<Verdict>; told: string[] } {
  const told: string[] = [];
  const onEvent = (event: CheckEvent): void => void told.push(inShort(event));
  const client = clientOf({ url, ...NO_LIMITS, ...options }, runtime);
  return { told, verdict: client.checkQuality(question, { onEvent }) };
}

function inShort(event: CheckEvent): string {
  if (event.type === 'gate-started') return `${event.gate}…`;
  if (event.type === 'gate-finished') return `${event.result.gate} ${event.result.status}`;
  return event.type;
}

const allPassed = approved.gates.map(({ gate }) => `${gate} passed`);
const rejected = reject([{ message: 'no' }]);
const allOfRejected = ['typecheck failed', 'integrity passed', 'lint passed', 'test passed', 'verdict'];

const follow = async (...events: MockStep[]): Promise<string[]> => {
  coordinator.answer(longCheck(approve(), { events }));
  const { verdict, told } = asked();
  expect((await verdict).outcome).toBe('approved');
  expect(runtime.open).toEqual([]);
  return told;
};

test('tells what happens while it happens, and gets the verdict without a poll', async () => {
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  coordinator.answer(longCheck(approve(), { events: [{ type: 'queued' }, started('lint'), held] }));
  const { verdict, told } = asked();
  await until(() => told.length >= 2);
  expect(told).toEqual(['queued', 'lint…']);
  goOn();
  expect((await verdict).outcome).toBe('approved');
  expect(told.slice(2)).toEqual([...allPassed, 'verdict']);
  expect(coordinator.requests[0]?.headers['prefer']).toBe('wait=0');
  expect(coordinator.polls).toEqual([]);
  expect(coordinator.callers.size).toBe(1);
});

test('who does not listen waits for the verdict first, then follows too', async () => {
  coordinator.answer(longCheck(rejected, { events: [started('lint')] }));
  const client = clientOf({ url: coordinator.url, ...NO_LIMITS, waitMs: 7000 }, runtime);
  expect((await client.checkQuality(question)).outcome).toBe('rejected');
  expect(coordinator.requests[0]?.headers['prefer']).toBe('wait=7');
  expect([coordinator.follows.length, coordinator.polls.length]).toEqual([1, 0]);
});

test('each question names its caller anew', async () => {
  for (let n = 0; n < 3; n += 1) await follow();
  expect(coordinator.callers.size).toBe(3);
});

test('a gate that was told is not told again with the verdict', async () => {
  const [result] = approved.gates;
  if (!result) throw new Error('unreachable');
  const told = await follow({ type: 'gate-finished', result });
  expect(told.filter((event) => event === `${result.gate} passed`)).toHaveLength(1);
  expect(told).toHaveLength(approved.gates.length + 1);
});

test('resumes a stream that is cut, after what it has told', async () => {
  expect(await follow(started('lint'), 'cut', started('test'), 'cut')).toEqual([
    'lint…',
    'test…',
    ...allPassed,
    'verdict',
  ]);
  expect(coordinator.follows.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '1.1', '1.2']);
  expect(runtime.pauses).toEqual([100, 200]);
});

test('tells nothing twice where the coordinator begins again from the start', async () => {
  const event = (id: string, body: object): string =>
    `event: gate-started\nid: ${id}\ndata: ${JSON.stringify({ type: 'gate-started', checkId, ...body })}\n\n`;
  await using server = await taking({
    check: running(),
    events(socket, count) {
      socket.write(STREAM + event('1.1', { gate: 'lint' }));
      if (count === 1) {
        setImmediate(() => socket.resetAndDestroy());
        return;
      }
      const verdict = JSON.stringify({ type: 'verdict', checkId, verdict: approved });
      socket.end(`${event('1.2', { gate: 'test' })}event: verdict\nid: 1.3\ndata: ${verdict}\n\n`);
    },
  });
  const { verdict, told } = asked({}, server.url);
  await verdict;
  expect(told.slice(0, 3)).toEqual(['lint…', 'test…', allPassed[0]]);
});

test('takes two missed heartbeats for a dead connection, and resumes', async () => {
  coordinator.answer(longCheck(approve(), { events: [started('lint'), 'silence', started('test')] }));
  const { verdict, told } = asked();
  await until(() => told.length > 0);
  await runtime.ring(30_000);
  expect((await verdict).outcome).toBe('approved');
  expect(told.slice(0, 2)).toEqual(['lint…', 'test…']);
  expect(coordinator.follows.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '1.1']);
});

test.each([
  [200, 2 * 500],
  [2_000, 2 * 2_000],
  [600_000, 2 * 60_000],
])('a coordinator that beats every %i ms is given up after %i ms', async (intervalMs, silenceMs) => {
  const beat = { raw: `event: heartbeat\ndata: {"intervalMs":${intervalMs}}\n\n` };
  coordinator.answer(longCheck(approve(), { events: [started('lint'), beat, 'silence'] }));
  const { verdict } = asked();
  if (silenceMs > 10_000) await runtime.ring(silenceMs);
  await verdict;
  expect(coordinator.follows).toHaveLength(2);
  if (silenceMs <= 10_000) expect(runtime.pauses).toContain(silenceMs);
});

test('polls behind a proxy that holds the stream back', async () => {
  await using server = await taking({ events: (socket) => void socket.write(STREAM) });
  const { verdict, told } = asked({}, server.url);
  await runtime.ring(30_000);
  expect((await verdict).outcome).toBe('approved');
  expect(told).toEqual([...allPassed, 'verdict']);
  expect(server.count).toBe(3);
});

test('a reset is passed on, with all that is told again after it', async () => {
  const reset = { raw: `event: reset\nid: 1.0\ndata: {"type":"reset","checkId":"${checkId}"}\n\n` };
  const again = `event: gate-started\nid: 1.1\ndata: {"type":"gate-started","checkId":"${checkId}","gate":"lint"}\n\n`;
  expect((await follow(started('lint'), reset, { raw: again })).slice(0, 3)).toEqual([
    'lint…',
    'reset',
    'lint…',
  ]);
});

describe('what is malformed', () => {
  const lie = { ...approved, candidate: { ...question.candidate, tree: 'e'.repeat(40) } };
  const forged = { ...approved, gates: [] };
  const event = (data: unknown, { name = 'gate-started', id = 'id: 1.1\n' } = {}): string =>
    `event: ${name}\n${id}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
  const lint = { type: 'gate-started', checkId, gate: 'lint' };
  const verdictEvent = (verdict: object): string =>
    event({ type: 'verdict', checkId, verdict }, { name: 'verdict' });

  test.each([
    ['no JSON', event('{')],
    ['no event', event({ ...lint, type: 'thought' }, { name: 'thought' })],
    ['a member too many', event({ ...lint, approved: true })],
    ['an event under another name', event(lint, { name: 'finding' })],
    ['an event of another check', event({ ...lint, checkId: 'f'.repeat(64) })],
    ['no number', event(lint, { id: '' })],
    ['half a number', event(lint, { id: 'id: 1\n' })],
    ['a number that does not grow', event(lint) + event({ ...lint, gate: 'test' })],
    ['a heartbeat with a number', event({ intervalMs: 9 }, { name: 'heartbeat' })],
    ['a heartbeat that says nothing', event({}, { name: 'heartbeat', id: '' })],
    ['fields that nobody knows', 'verdict: approved\n\n'],
    ['a verdict on another tree', verdictEvent(lie)],
    ['a verdict that its gates do not carry', verdictEvent(forged)],
    ['an event without end', `data: ${'x'.repeat(20_000)}`],
    ['an event that is too large', event({ ...lint, tool: 'x'.repeat(20_000) })],
  ])('ends the following, and a poll decides: %s', async (_, raw) => {
    // Who overlooks it comes upon an approval, which a poll does not give.
    const approval = event(
      { type: 'verdict', checkId, verdict: approved },
      { name: 'verdict', id: 'id: 1.9\n' },
    );
    coordinator.answer(longCheck(rejected, { events: [{ raw: raw + approval }] }));
    const { verdict, told } = asked({ maxResponseBytes: 10_000 });
    expect((await verdict).outcome).toBe('rejected');
    expect(told.filter((text) => text !== 'lint…')).toEqual(allOfRejected);
    expect([coordinator.follows.length, coordinator.polls.length]).toEqual([1, 1]);
    expect(runtime.open).toEqual([]);
  });

  test('bytes that are no UTF-8', async () => {
    const data = Buffer.from([...Buffer.from('data: '), 0xff, 10, 10]);
    await using server = await taking({
      events: (socket) => void socket.write(Buffer.concat([Buffer.from(STREAM), data])),
    });
    expect((await asked({}, server.url).verdict).outcome).toBe('approved');
    expect(server.count).toBe(3);
  });
});

test.each([
  ['a coordinator that has none', response(404, '{}')],
  ['a coordinator that does not want to', response(406, '{}')],
  ['a page of a proxy', response(200, '<html>', { 'Content-Type': 'text/html' })],
  ['an answer instead', response(200, JSON.stringify({ checkId, run: 1, state: 'running' }))],
])('polls where there are no events: %s', async (_, answer) => {
  await using server = await taking({ events: (socket) => void socket.end(answer) });
  const { verdict, told } = asked({}, server.url);
  expect((await verdict).outcome).toBe('approved');
  expect(told).toEqual([...allPassed, 'verdict']);
  expect(server.count).toBe(3);
});

test('asks how it stands when the stream ends without a verdict, and follows on', async () => {
  coordinator.answer(longCheck(approve(), { polls: 2, events: [started('lint'), 'end', started('test')] }));
  const { verdict, told } = asked();
  await verdict;
  expect(told.slice(0, 2)).toEqual(['lint…', 'test…']);
  expect([coordinator.follows.length, coordinator.polls.length]).toEqual([2, 1]);
});

test('polls when the stream is cut again and again', async () => {
  const events = Array.from({ length: 100 }, () => 'cut' as const);
  expect(await follow(...events)).toEqual([...allPassed, 'verdict']);
  expect([coordinator.follows.length, coordinator.polls.length]).toEqual([10, 1]);
});

test('listens to so many events, and polls for the rest', async () => {
  const told = await follow(...Array.from({ length: 10_001 }, () => started('lint')));
  expect(told).toHaveLength(10_000 + allPassed.length + 1);
  expect([coordinator.follows.length, coordinator.polls.length]).toEqual([1, 1]);
});

describe('another run', () => {
  const ofRun = (run: number, verdict: Verdict): { raw: string } => ({
    raw: `event: verdict\nid: ${run}.9\ndata: ${JSON.stringify({ type: 'verdict', checkId, verdict })}\n\n`,
  });

  test('that is older is never believed, whatever its verdict', async () => {
    coordinator.answer(longCheck(rejected, { run: 2, events: [ofRun(1, approved)] }));
    const { verdict, told } = asked();
    expect((await verdict).outcome).toBe('rejected');
    expect(told).toEqual(allOfRejected);
  });

  test('that is later resets what was told', async () => {
    expect(await follow(started('lint'), ofRun(2, approved))).toEqual([
      'lint…',
      'reset',
      ...allPassed,
      'verdict',
    ]);
  });

  test('that is older is never believed as the answer to a poll, but asked about again', async () => {
    let posts = 0;
    await using server = await rawServer(({ request, socket }) => {
      if (request.method === 'POST') {
        posts += 1;
        const check = { checkId, run: 3, state: 'done', verdict: verdictFor(question, { durationMs: 3 }) };
        socket.end(posts === 1 ? running(3) : response(202, JSON.stringify(check)));
      } else
        socket.end(
          request.url?.endsWith('/events') ? response(404, '{}') : response(200, doneCheck(approved)),
        );
    });
    expect((await asked({}, server.url).verdict).durationMs).toBe(3);
    expect(posts).toBe(2);
  });

  test('that was begun because the coordinator forgot resets what was told', async () => {
    const events = [started('lint'), 'end'] as const;
    coordinator.answer(
      longCheck(problem(404, 'not-found'), { events }),
      longCheck(approve(), { events: [started('test')] }),
    );
    const { verdict, told } = asked();
    await verdict;
    expect(told).toEqual(['lint…', 'reset', 'test…', ...allPassed, 'verdict']);
    expect(coordinator.requests).toHaveLength(2);
  });

  test('that was begun because the check was cancelled resets what was told', async () => {
    coordinator.answer(longCheck(approve(), { ends: 'cancelled', events: [started('lint')] }));
    const { verdict, told } = asked();
    await verdict;
    expect(told).toEqual(['lint…', 'reset', ...allPassed, 'verdict']);
  });
});

const STREAM = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';

/** Takes the question, and gives bare bytes for its events. */
function taking({
  events,
  check = response(200, doneCheck(approved)),
}: {
  events: (socket: Socket, count: number) => void;
  check?: string;
}): Promise<RawServer> {
  let streams = 0;
  return rawServer(({ request, socket }) => {
    if (request.method === 'POST') socket.end(running());
    else if (request.url?.endsWith('/events')) events(socket, (streams += 1));
    else socket.end(check);
  });
}

function running(run = 1): string {
  return response(202, JSON.stringify({ checkId, run, state: 'running' }), { 'Retry-After': '1' });
}

function doneCheck(verdict: Verdict): string {
  return JSON.stringify({ checkId, run: 1, state: 'done', verdict });
}
