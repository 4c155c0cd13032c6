import { cleanUp, nextHold, problemIn, Rig, verdictIn } from './testing/rig.js';

afterEach(cleanUp);

describe('shutting down', () => {
  it('lets running checks end, still tells their answers, and takes no new ones', async () => {
    const rig = await Rig.start({ QG_SHUTDOWN_GRACE_MS: '600000' });
    const { checkId } = await rig.askLater();
    const joined = nextHold();
    const held = rig.look(checkId, { prefer: 'wait=60' });
    await joined;
    const closing = rig.app.close();
    const refused = await rig.ask();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    await problemIn(refused, 'shutting-down');
    await problemIn(await rig.get('/api/health/ready'), 'coordinator-unavailable');
    expect(rig.engine.closed).toBe(false);
    (await rig.engine.next()).answer();
    expect(await (await held).json()).toMatchObject({ state: 'done' });
    await closing;
    expect(rig.engine.closed).toBe(true);
    await expect(rig.get('/api/health/live')).rejects.toThrow('fetch failed');
  });

  it('cancels what has not ended within the grace, and says so to who waits', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '1', QG_SHUTDOWN_GRACE_MS: '0' });
    const running = rig.ask();
    const call = await rig.engine.next();
    const joined = nextHold();
    const queued = rig.ask();
    await joined;
    await rig.app.close();
    expect(call.signal.aborted).toBe(true);
    for (const answer of [await running, await queued]) {
      expect(answer.status).toBe(503);
      await problemIn(answer, 'shutting-down');
    }
    expect(rig.engine.calls).toHaveLength(1);
  });

  it('twice is the same as once', async () => {
    const rig = await Rig.start();
    const answering = rig.ask();
    (await rig.engine.next()).answer();
    await verdictIn(await answering);
    await Promise.all([rig.app.close(), rig.app.close()]);
    expect(rig.engine.closed).toBe(true);
  });
});
