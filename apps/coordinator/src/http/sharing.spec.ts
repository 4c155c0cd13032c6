import { checkIdOf } from '@quality-gates/contract';
import { caller, checkIn, cleanUp, nextHold, problemIn, question, Rig, verdictIn } from '../testing/rig.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

describe('identical questions', () => {
  it('share one run, whoever asks', async () => {
    const rig = await Rig.start();
    const request = question();
    const first = rig.ask({ ...request, origin: { agentId: 'a', taskId: '1' } });
    const call = await rig.engine.next();
    const second = rig.ask({ ...request, origin: { agentId: 'b', taskId: '2' } });
    expect((await rig.askLater(request)).state).toBe('running');
    call.answer();
    const [one, two] = await Promise.all([first.then(verdictIn), second.then(verdictIn)]);
    expect(one).toEqual(two);
    expect(rig.engine.calls).toHaveLength(1);
  });

  it('share one run when they come all at once', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '4' });
    const request = question();
    const asking = Array.from({ length: 20 }, (_, index) => rig.ask(request, { caller: caller(`${index}`) }));
    (await rig.engine.next()).answer();
    const verdicts = await Promise.all(asking.map(async (answer) => verdictIn(await answer)));
    for (const verdict of verdicts) expect(verdict).toEqual(verdicts[0]);
    expect(rig.engine.calls).toHaveLength(1);
  });

  it.each(['approved', 'rejected'] as const)(
    'are answered at once when they were %s before',
    async (outcome) => {
      const rig = await Rig.start();
      const request = question();
      const answering = rig.ask(request);
      const call = await rig.engine.next();
      call.answer(verdictOn(call.request, outcome));
      const verdict = await verdictIn(await answering);
      expect(await verdictIn(await rig.ask(request, { prefer: 'wait=0' }))).toEqual(verdict);
      expect(rig.engine.calls).toHaveLength(1);
    },
  );

  it('run again when the last answer was inconclusive', async () => {
    const rig = await Rig.start();
    const request = question();
    const answering = rig.ask(request);
    const call = await rig.engine.next();
    call.answer(verdictOn(call.request, 'inconclusive'));
    expect((await verdictIn(await answering)).outcome).toBe('inconclusive');
    expect(await checkIn(await rig.look(checkIdOf(request)))).toMatchObject({ state: 'done', run: 1 });
    expect(await rig.askLater(request)).toMatchObject({ state: 'running', run: 2 });
  });

  it('run again when the engine could not judge', async () => {
    const rig = await Rig.start();
    const request = question();
    const answering = rig.ask(request);
    (await rig.engine.next()).fail(new Error('disk full'));
    await problemIn(await answering, 'internal');
    expect(await rig.askLater(request)).toMatchObject({ state: 'running', run: 2 });
  });

  it('run again when a waiver has expired since', async () => {
    const rig = await Rig.start();
    const { candidate } = question();
    const waiver = {
      rule: 'no-undef',
      tree: candidate.tree,
      base: candidate.base.commit,
      reason: 'known',
      grantedBy: 'lead',
      expiresAt: '2020-01-01T00:00:00.000Z',
    };
    const request = question({ candidate, waivers: [waiver] });
    const answering = rig.ask(request);
    (await rig.engine.next()).answer();
    await verdictIn(await answering);
    expect(await rig.askLater(request)).toMatchObject({ state: 'running', run: 2 });
  });

  it('forget the oldest answer beyond the configured number', async () => {
    const rig = await Rig.start({ QG_REMEMBERED_CHECKS: '1' });
    const [old, recent] = [question(), question()];
    for (const request of [old, recent]) {
      const answering = rig.ask(request);
      (await rig.engine.next()).answer();
      await verdictIn(await answering);
    }
    expect((await rig.look(checkIdOf(recent))).status).toBe(200);
    await problemIn(await rig.look(checkIdOf(old)), 'not-found');
  });
});

describe('a caller that leaves', () => {
  it('by hanging up leaves the run to its lease, for whoever asks again', async () => {
    const rig = await Rig.start();
    const request = question();
    const hangUp = new AbortController();
    const noticed = rig.nextHangUp();
    const held = rig.ask(request, { signal: hangUp.signal });
    const call = await rig.engine.next();
    hangUp.abort();
    await expect(held).rejects.toThrow('abort');
    await noticed;
    expect(call.signal.aborted).toBe(false);
    const again = rig.ask(request);
    call.answer();
    expect((await verdictIn(await again)).outcome).toBe('approved');
    expect(rig.engine.calls).toHaveLength(1);
  });

  it('by hanging up ends the run when the lease is over and nobody is left', async () => {
    const rig = await Rig.start({ QG_LEASE_MS: '1' });
    const request = question();
    const hangUp = new AbortController();
    const held = rig.ask(request, { signal: hangUp.signal });
    const call = await rig.engine.next();
    hangUp.abort();
    await expect(held).rejects.toThrow('abort');
    await call.cancelled;
    expect(await checkIn(await rig.look(checkIdOf(request)))).toMatchObject({ state: 'cancelled', run: 1 });
  });

  it('by hanging up does not end the run of another who is held, however short the lease', async () => {
    const rig = await Rig.start({ QG_LEASE_MS: '0' });
    const request = question();
    const other = rig.ask(request);
    const call = await rig.engine.next();
    const hangUp = new AbortController();
    const noticed = rig.nextHangUp();
    const joined = nextHold();
    const held = rig.ask(request, { signal: hangUp.signal });
    await joined;
    hangUp.abort();
    await expect(held).rejects.toThrow('abort');
    await noticed;
    expect(call.signal.aborted).toBe(false);
    call.answer();
    await verdictIn(await other);
  });

  it('after a 202 and never comes back ends the run with the lease', async () => {
    const rig = await Rig.start({ QG_LEASE_MS: '1' });
    await rig.askLater();
    await (
      await rig.engine.next()
    ).cancelled;
  });

  it('by DELETE ends the run when it was the only one', async () => {
    const rig = await Rig.start();
    const { checkId } = await rig.askLater();
    const call = await rig.engine.next();
    expect((await rig.leave(checkId)).status).toBe(204);
    await call.cancelled;
    expect(await checkIn(await rig.look(checkId))).toMatchObject({ state: 'cancelled' });
    expect((await rig.leave(checkId)).status).toBe(204);
  });

  it('by DELETE leaves the run to others who will come back', async () => {
    const rig = await Rig.start();
    const request = question();
    const [mine, yours] = [{ caller: caller('mine') }, { caller: caller('yours') }];
    const { checkId } = await rig.askLater(request, mine);
    await rig.askLater(request, yours);
    const call = await rig.engine.next();
    await rig.leave(checkId, mine);
    // Neither the same word again nor that of a stranger ends what is yours.
    await rig.leave(checkId, mine);
    await rig.leave(checkId);
    expect(await checkIn(await rig.look(checkId, yours))).toMatchObject({ state: 'running' });
    expect(call.signal.aborted).toBe(false);
    await rig.leave(checkId, yours);
    await call.cancelled;
  });

  it('by DELETE leaves the run to another who is held', async () => {
    const rig = await Rig.start();
    const request = question();
    const { checkId } = await rig.askLater(request);
    const call = await rig.engine.next();
    const joined = nextHold();
    const held = rig.ask(request, { caller: caller('other') });
    await joined;
    await rig.leave(checkId);
    call.answer();
    expect((await verdictIn(await held)).outcome).toBe('approved');
  });

  it('lets a later run start when the earlier one has really ended, unchanged by its late answer', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '2' }, new ScriptedEngine(false));
    const request = question();
    const { checkId } = await rig.askLater(request);
    const first = await rig.engine.next();
    await rig.leave(checkId);
    expect(await rig.askLater(request)).toMatchObject({ run: 2 });
    expect(await checkIn(await rig.look(checkId))).toMatchObject({ state: 'queued', position: 0 });
    const looking = rig.look(checkId, { prefer: 'wait=30' });
    first.answer();
    const second = await rig.engine.next();
    expect(rig.engine.calls).toHaveLength(2);
    second.answer(verdictOn(second.request, 'rejected'));
    expect(await checkIn(await looking)).toMatchObject({
      state: 'done',
      run: 2,
      verdict: { outcome: 'rejected' },
    });
  });
});

describe('a full queue', () => {
  it('refuses what it has no room for, and says when to ask again', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '1', QG_QUEUE_CAPACITY: '1' });
    await rig.askLater();
    expect(await rig.askLater()).toMatchObject({ state: 'queued', position: 0 });
    const refused = question();
    const answer = await rig.ask(refused);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await problemIn(answer, 'queue-full');
    // Nothing is looked up for what there is no room for.
    await problemIn(await rig.ask(question({}, 'nowhere')), 'queue-full');
    await problemIn(await rig.look(checkIdOf(refused)), 'not-found');
    await problemIn(await rig.get('/api/health/ready'), 'coordinator-unavailable');
  });

  it('takes those who join a run that it has already', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '1', QG_QUEUE_CAPACITY: '0' });
    const request = question();
    await rig.askLater(request);
    expect(await rig.askLater(request)).toMatchObject({ state: 'running', run: 1 });
  });

  it('has room again when a waiting check is given up, which then never runs', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '1', QG_QUEUE_CAPACITY: '1' });
    await rig.askLater();
    const givenUp = await rig.askLater();
    await rig.leave(givenUp.checkId);
    const taken = question();
    expect(await rig.askLater(taken)).toMatchObject({ state: 'queued', position: 0 });
    (await rig.engine.next()).answer();
    expect((await rig.engine.next()).request.candidate.tree).toBe(taken.candidate.tree);
  });

  it('is worked off in the order of asking', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '1' });
    const requests = [question(), question(), question()];
    for (const request of requests) await rig.askLater(request);
    for (const request of requests) {
      const call = await rig.engine.next();
      expect(call.request.candidate.tree).toBe(request.candidate.tree);
      call.answer();
    }
  });
});
