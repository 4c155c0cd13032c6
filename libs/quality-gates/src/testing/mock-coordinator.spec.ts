import { setTimeout as sleep } from 'node:timers/promises';
import {
  CALLER_HEADER,
  Check,
  checkIdOf,
  type CheckRequest,
  isApproval,
  PACK_MEDIA_TYPE,
  Problem,
  Verdict,
} from '@quality-gates/contract';
import {
  approve,
  dropConnection,
  inconclusive,
  later,
  longCheck,
  type MockStep,
  MockCoordinator,
  problem,
  raw,
  reject,
  verdictFor,
} from './index.js';

const request: CheckRequest = {
  stage: 'pre-commit',
  candidate: { repository: 'demo', tree: 'a'.repeat(40), base: { ref: 'main', commit: 'b'.repeat(40) } },
  origin: { agentId: 'agent-1', taskId: 'task-1' },
};

let coordinator: MockCoordinator;
beforeEach(async () => {
  coordinator = await MockCoordinator.start();
});
afterEach(() => coordinator.close());

const post = (body: unknown = request, headers = {}): Promise<Response> =>
  fetch(`${coordinator.url}/api/quality/check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('approves exactly what was asked, unless told otherwise', async () => {
  const verdict = Verdict.parse(await (await post()).json());
  expect(isApproval(verdict)).toBe(true);
  expect(verdict.checkId).toBe(checkIdOf(request));
  expect(verdict.candidate).toEqual(request.candidate);
});

test('gives scripted answers in order, then approves again', async () => {
  coordinator.answer(
    reject([{ message: 'wrong', file: 'src/a.ts', range: { startLine: 3 } }], { gate: 'lint' }),
    inconclusive('timed-out'),
  );
  const outcomes: string[] = [];
  for (let n = 0; n < 3; n += 1) outcomes.push(Verdict.parse(await (await post()).json()).outcome);
  expect(outcomes).toEqual(['rejected', 'inconclusive', 'approved']);
});

test('answers by rule before it answers by order', async () => {
  coordinator
    .answer(inconclusive('killed'))
    .answerWhen(({ origin }) => origin?.agentId === 'agent-2', reject([{ message: 'no' }]), approve());
  const other = { ...request, origin: { agentId: 'agent-2', taskId: 't' } };
  const outcomes: string[] = [];
  for (const question of [other, other, other, request]) {
    outcomes.push(Verdict.parse(await (await post(question)).json()).outcome);
  }
  expect(outcomes).toEqual(['rejected', 'approved', 'approved', 'inconclusive']);
});

test('takes a long check with 202 and tells it on a later poll', async () => {
  coordinator.answer(longCheck(reject([{ message: 'no' }]), { polls: 2, state: 'queued' }));
  const taken = await post();
  expect(taken.status).toBe(202);
  const location = new URL(taken.headers.get('location') ?? '', coordinator.url);
  const states: string[] = [];
  for (let n = 0; n < 2; n += 1) states.push(Check.parse(await (await fetch(location)).json()).state);
  expect(states).toEqual(['queued', 'done']);
  expect(coordinator.polls).toHaveLength(2);
  coordinator.forget();
  expect((await fetch(location)).status).toBe(404);
});

test('plays problems, raw bodies and cut connections', async () => {
  coordinator.answer(
    problem(429, 'queue-full', { retryAfter: 7 }),
    raw('<html>'),
    dropConnection(),
    dropConnection({ when: 'mid-body' }),
  );
  const full = await post();
  expect([full.status, full.headers.get('retry-after')]).toEqual([429, '7']);
  expect(Problem.parse(await full.json()).code).toBe('queue-full');
  expect(await (await post()).text()).toBe('<html>');
  await expect(post()).rejects.toThrow('fetch failed');
  await expect(post().then((response) => response.text())).rejects.toThrow('terminated');
});

test('holds an answer back until the test lets it go', async () => {
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  coordinator.answer(later(held, inconclusive('flaky')));
  const answer = post();
  await coordinator.asked();
  release?.();
  expect(Verdict.parse(await (await answer).json()).outcome).toBe('inconclusive');
});

test('refuses what no coordinator would take', async () => {
  expect((await post({ stage: 'later' })).status).toBe(400);
  expect(coordinator.requests).toHaveLength(0);
  await using guarded = await MockCoordinator.start({ token: 'secret' });
  const url = `${guarded.url}/api/quality/check`;
  const ask = (token: string): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
    });
  expect([(await ask('guess')).status, (await ask('secret')).status]).toEqual([401, 200]);
});

test('says what was asked instead, when it was not asked what was expected', async () => {
  expect(() => coordinator.expectAsked()).toThrow('Nothing was asked.');
  await post();
  coordinator.expectAsked({ agentId: 'agent-1', base: 'main', tree: 'a'.repeat(40), times: 1 });
  expect(() => coordinator.expectAsked({ agentId: 'agent-2' })).toThrow(/found 0[^]*"agentId":"agent-1"/);
  expect(() => coordinator.expectAsked({ times: 2 })).toThrow('found 1');
});

test('closing ends what is held, and is fine twice', async () => {
  coordinator.answer(later(60_000));
  const answer = post().then(
    () => 'answered',
    () => 'ended',
  );
  await coordinator.asked();
  await coordinator.close();
  await coordinator.close();
  expect(await Promise.race([answer, sleep(5000, 'hung', { ref: false })])).toBe('ended');
});

test('builds a verdict about any request, partial where gates were named', () => {
  expect(verdictFor({ ...request, gates: ['lint'] })).toMatchObject({
    scope: 'partial',
    requiredGates: ['lint'],
    outcome: 'approved',
  });
});

describe('an event stream', () => {
  const { checkId } = verdictFor(request);
  const follow = (headers = {}): Promise<Response> =>
    fetch(`${coordinator.url}/api/quality/checks/${checkId}/events`, { headers });
  const told = (text: string): string[] =>
    [...text.matchAll(/^(?:event|id): (.*)$/gm)].map(([, value]) => value ?? '');

  test('beats, tells its events by number, then the verdict', async () => {
    coordinator.answer(longCheck(approve(), { events: [{ type: 'gate-started', gate: 'lint' }] }));
    await post();
    const response = await follow();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(told(await response.text())).toEqual(['heartbeat', 'gate-started', '1.1', 'verdict', '1.2']);
  });

  test('goes on after what a client has seen, and makes what breaks it once', async () => {
    const events: MockStep[] = [{ type: 'queued' }, 'end', { type: 'started', gates: ['lint'] }];
    coordinator.answer(longCheck(approve(), { run: 3, events }));
    await post();
    expect(told(await (await follow()).text())).toEqual(['heartbeat', 'queued', '3.1']);
    const resumed = await (await follow({ 'last-event-id': '3.1' })).text();
    expect(told(resumed)).toEqual(['heartbeat', 'started', '3.2', 'verdict', '3.3']);
    const elsewhere = await (await follow({ 'last-event-id': '2.9' })).text();
    expect(told(elsewhere).slice(0, 5)).toEqual(['heartbeat', 'reset', '3.0', 'queued', '3.1']);
    expect(coordinator.follows.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '3.1', '2.9']);
  });

  test('is not there where none was scripted', async () => {
    coordinator.answer(longCheck());
    await post();
    expect((await follow()).status).toBe(404);
  });
});

test('wants objects before it answers, and remembers what was sent and who gave up', async () => {
  coordinator.requireObjects().answer(reject([{ message: 'no' }]));
  expect(Problem.parse(await (await post()).json()).code).toBe('candidate-unknown');
  const caller = { [CALLER_HEADER]: 'a-caller-of-16-letters' };
  const sent = await fetch(`${coordinator.url}/api/quality/repositories/demo/objects`, {
    method: 'PUT',
    headers: { ...caller, 'content-type': PACK_MEDIA_TYPE },
    body: 'PACK',
  });
  expect(sent.status).toBe(204);
  expect(coordinator.uploads).toEqual([{ repository: 'demo', pack: Buffer.from('PACK') }]);
  expect(Verdict.parse(await (await post()).json()).outcome).toBe('rejected');
  const { checkId } = verdictFor(request);
  await fetch(`${coordinator.url}/api/quality/checks/${checkId}`, { method: 'DELETE', headers: caller });
  expect(coordinator.withdrawals).toEqual([checkId]);
  expect([...coordinator.callers]).toEqual(['a-caller-of-16-letters']);
});
