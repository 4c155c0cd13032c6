import { once } from 'node:events';
import { connect } from 'node:net';
import { type CheckEvent, checkIdOf, finding, passed } from '@quality-gates/contract';
import { caller, checkIn, cleanUp, problemIn, question, Rig, verdictIn } from '../testing/rig.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

const EVIDENCE = [{ kind: 'files-linted', count: 1 }];
const ELSEWHERE = 'e'.repeat(64);

const found = (message: string): CheckEvent => ({
  type: 'finding',
  checkId: ELSEWHERE,
  gate: 'lint',
  finding: finding({ rule: 'no-undef', severity: 'error', message }),
});

describe('the events of a check', () => {
  it('come in order, after a heartbeat, and end with the verdict', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    const events = await rig.follow(checkId);
    expect(await events.next()).toEqual({ name: 'heartbeat', id: undefined, data: { intervalMs: 15_000 } });
    expect(await events.next()).toMatchObject({ name: 'queued', id: '1.1' });
    call.tell({ type: 'started', checkId: ELSEWHERE, gates: ['lint'] });
    expect(await events.next()).toEqual({
      name: 'started',
      id: '1.2',
      data: { type: 'started', checkId, gates: ['lint'] },
    });
    call.tell({ type: 'gate-started', checkId: ELSEWHERE, gate: 'lint', tool: 'eslint' });
    const result = passed({ gate: 'lint', required: true, durationMs: 1, evidence: EVIDENCE });
    call.tell({ type: 'gate-finished', checkId: ELSEWHERE, result });
    call.answer();
    expect(await events.nextEvent()).toMatchObject({ name: 'gate-started', id: '1.3' });
    expect(await events.nextEvent()).toMatchObject({ name: 'gate-finished', id: '1.4' });
    const last = await events.nextEvent();
    const { verdict } = { verdict: undefined, ...(await checkIn(await rig.look(checkId))) };
    expect(last).toEqual({ name: 'verdict', id: '1.5', data: { type: 'verdict', checkId, verdict } });
    expect(await events.next()).toBeUndefined();
  });

  it('tell nothing of the host, and of the engine only what is its to tell', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    const events = await rig.follow(checkId);
    call.tell({ type: 'queued', checkId: ELSEWHERE });
    call.tell({ type: 'verdict', checkId: ELSEWHERE, verdict: verdictOn(call.request) });
    call.tell({ type: 'reset', checkId: ELSEWHERE });
    call.tell({ type: 'gate-started', checkId: ELSEWHERE, gate: 'Not A Gate' });
    call.tell(found(`see ${call.request.candidate.repository}/a.ts`));
    expect(await events.nextEvent()).toMatchObject({ name: 'queued', id: '1.1' });
    expect(await events.nextEvent()).toMatchObject({
      name: 'finding',
      id: '1.2',
      data: { checkId, finding: { message: 'see shop/a.ts' } },
    });
    call.answer();
    expect(await events.rest()).toEqual(['verdict 1.3']);
  });

  it('are told from the start to who comes late, and to who comes after the end', async () => {
    const rig = await Rig.start();
    const request = question();
    const { checkId } = await rig.askLater(request);
    const call = await rig.engine.next();
    call.tell(found('first'));
    const late = await rig.follow(checkId);
    expect(await late.nextEvent()).toMatchObject({ name: 'queued' });
    expect(await late.nextEvent()).toMatchObject({ name: 'finding' });
    call.answer();
    expect(await late.rest()).toEqual(['verdict 1.3']);
    expect(await (await rig.follow(checkId)).rest()).toEqual(['queued 1.1', 'finding 1.2', 'verdict 1.3']);
  });

  it('go on after the last event that was seen', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    call.tell(found('a'));
    const before = await rig.follow(checkId);
    await before.nextEvent();
    expect((await before.nextEvent())?.id).toBe('1.2');
    await before.close();
    call.tell(found('b'));
    const events = await rig.follow(checkId, { lastEventId: '1.2' });
    expect((await events.nextEvent())?.id).toBe('1.3');
    call.answer();
    expect(await events.rest()).toEqual(['verdict 1.4']);
    expect(await (await rig.follow(checkId, { lastEventId: '1.4' })).rest()).toEqual([]);
  });

  it.each(['2.1', '1.9', 'nonsense', '1.0', ''])(
    'start anew after a reset for who comes with "%s"',
    async (lastEventId) => {
      const rig = await Rig.start();
      const { checkId } = await rig.askLater();
      (await rig.engine.next()).answer();
      const events = await rig.follow(checkId, { lastEventId });
      expect(await events.rest()).toEqual(['reset 1.0', 'queued 1.1', 'verdict 1.2']);
    },
  );

  it('start anew after a reset where the log has lost what was missed, and for who comes late then', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    for (let index = 0; index < 1500; index += 1) call.tell(found(`${index}`));
    call.answer();
    await checkIn(await rig.look(checkId, { prefer: 'wait=30' }));
    for (const lastEventId of ['1.2', undefined]) {
      const told = await (await rig.follow(checkId, { lastEventId })).rest();
      expect(told.slice(0, 2)).toEqual(['reset 1.502', 'finding 1.503']);
      expect(told.at(-1)).toBe('verdict 1.1502');
    }
  });

  it('of an earlier run are followed by those of a later one from its start', async () => {
    const rig = await Rig.start();
    const request = question();
    const { checkId } = await rig.askLater(request);
    await rig.engine.next();
    await rig.leave(checkId);
    await rig.askLater(request);
    (await rig.engine.next()).answer();
    const events = await rig.follow(checkId, { lastEventId: '1.1' });
    expect(await events.rest()).toEqual(['reset 2.0', 'queued 2.1', 'verdict 2.2']);
  });

  it('end without a verdict when the run is cancelled', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    const events = await rig.follow(checkId);
    await rig.leave(checkId);
    await call.cancelled;
    expect(await events.rest()).toEqual(['queued 1.1']);
    expect(await checkIn(await rig.look(checkId))).toMatchObject({ state: 'cancelled' });
  });

  it('end without a verdict when the run fails', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const events = await rig.follow(checkId);
    (await rig.engine.next()).fail(new Error('disk full'));
    expect(await events.rest()).toEqual(['queued 1.1']);
    await problemIn(await rig.look(checkId), 'internal');
  });

  it('end when the service shuts down', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const events = await rig.follow(checkId);
    const closing = rig.app.close();
    expect(await events.rest()).toEqual(['queued 1.1']);
    await closing;
  });

  it('are unknown of an unknown check', async () => {
    const rig = await Rig.start();
    await problemIn(await rig.get(`/api/quality/checks/${ELSEWHERE}/events`), 'not-found');
  });

  it('come with heartbeats at the configured interval', async () => {
    const rig = await Rig.start({ QG_HEARTBEAT_MS: '10' });
    const { checkId } = await rig.askLater();
    const events = await rig.follow(checkId);
    const names = [];
    for (let index = 0; index < 4; index += 1) names.push((await events.next())?.name);
    expect(names).toEqual(['heartbeat', 'queued', 'heartbeat', 'heartbeat']);
  });
});

describe('an open stream', () => {
  it("holds its caller's subscription, however short the lease, until it closes", async () => {
    const rig = await Rig.start({ QG_LEASE_MS: '0' });
    const request = question();
    const [mine, yours] = [{ caller: caller('mine') }, { caller: caller('yours') }];
    const hangUp = new AbortController();
    const noticed = rig.nextHangUp();
    const held = rig.ask(request, { ...mine, signal: hangUp.signal });
    const call = await rig.engine.next();
    const events = await rig.follow(checkIdOf(request), yours);
    hangUp.abort();
    await expect(held).rejects.toThrow('abort');
    await noticed;
    await events.nextEvent();
    call.tell(found('still here'));
    expect(await events.nextEvent()).toMatchObject({ name: 'finding' });
    await checkIn(await rig.look(checkIdOf(request), mine));
    expect(call.signal.aborted).toBe(false);
    await events.close();
    await call.cancelled;
  });

  it('is refused when too many are open, until one of them closes', async () => {
    const rig = await Rig.start({ QG_MAX_STREAMS: '1' });
    const { checkId } = await rig.askLater();
    const closed = rig.nextHangUp();
    const events = await rig.follow(checkId);
    expect(await (await rig.get('/metrics')).text()).toContain('quality_gates_event_streams 1');
    const refused = await rig.get(`/api/quality/checks/${checkId}/events`);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    await problemIn(refused, 'coordinator-unavailable');
    await events.close();
    await closed;
    expect(await (await rig.get('/metrics')).text()).toContain('quality_gates_event_streams 0');
    expect(await (await rig.follow(checkId)).nextEvent()).toMatchObject({ name: 'queued' });
  });

  it('is not opened to tell its headers alone', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const answer = await fetch(`${rig.url}/api/quality/checks/${checkId}/events`, { method: 'HEAD' });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await (await rig.get('/metrics')).text()).toContain('quality_gates_event_streams 0');
  });

  it('is cut when nobody reads it', async () => {
    const rig = await Rig.start({ QG_HEARTBEAT_MS: '10' });
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    const cut = new AbortController();
    const noticed = rig.nextHangUp().then(() => cut.abort());
    const socket = connect(Number(new URL(rig.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`GET /api/quality/checks/${checkId}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await once(socket, 'readable');
    for (let round = 0; round < 1000 && !cut.signal.aborted; round += 1) {
      for (let index = 0; index < 100; index += 1) call.tell(found('x'.repeat(4000)));
      await new Promise(setImmediate);
    }
    await noticed;
    socket.destroy();
    expect(await (await rig.get('/metrics')).text()).toContain('quality_gates_event_streams 0');
    call.answer();
    expect(await checkIn(await rig.look(checkId, { prefer: 'wait=30' }))).toMatchObject({ state: 'done' });
  });
});

describe('a caller', () => {
  it('may not name itself by what can be guessed, or breaks a header', async () => {
    const rig = await Rig.start();
    await problemIn(await rig.ask(question(), { caller: 'short' }), 'invalid-request');
    const { checkId } = await rig.askLater();
    await problemIn(await rig.look(checkId, { caller: 'with a space.........' }), 'invalid-request');
    await problemIn(await rig.leave(checkId, { caller: 'x'.repeat(65) }), 'invalid-request');
  });

  it('that ends its own subscription while it is held is told so', async () => {
    const rig = await Rig.start();
    const request = question();
    const held = rig.ask(request);
    await rig.engine.next();
    await rig.leave(checkIdOf(request));
    await problemIn(await held, 'cancelled');
    expect(await rig.askLater(request)).toMatchObject({ run: 2 });
    (await rig.engine.next()).answer();
    await verdictIn(await rig.ask(request));
  });
});
