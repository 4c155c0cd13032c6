import { cleanUp, problemIn, question, Rig, verdictIn } from '../testing/rig.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

describe('health', () => {
  it('is ready when the engine can judge', async () => {
    const rig = await Rig.start();
    const answer = await rig.get('/api/health/ready');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'ok',
      details: { engine: { sandbox: 'bubblewrap' } },
    });
  });

  it('is not ready, but alive, when the engine cannot judge, and only the log tells why', async () => {
    const rig = await Rig.start();
    rig.engine.answersHealth = { status: 'unavailable', detail: '/usr/bin/bwrap is gone' };
    const answer = await rig.get('/api/health/ready');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const { detail } = await problemIn(answer, 'coordinator-unavailable');
    expect(detail).toContain('engine');
    expect(detail).not.toContain('/usr/bin/bwrap');
    expect(rig.log.join('')).toContain('/usr/bin/bwrap is gone');
    expect((await rig.get('/api/health/live')).status).toBe(200);
  });
});

describe('metrics', () => {
  it('count what has ended, how long gates took, and what waits', async () => {
    const rig = await Rig.start({ QG_CONCURRENCY: '1' });
    const answering = rig.ask();
    const call = await rig.engine.next();
    const verdict = verdictOn(call.request, 'rejected');
    const [gate] = verdict.gates;
    if (gate?.status !== 'failed') throw new TypeError('The verdict has no failed gate.');
    call.answer({ ...verdict, gates: [gate, { ...gate, gate: 'our-own-gate', required: false }] });
    await verdictIn(await answering);
    await rig.askLater();
    await rig.askLater(question());
    const metrics = await (await rig.get('/metrics')).text();
    for (const line of [
      'quality_gates_checks_total{stage="pre-commit",outcome="rejected"} 1',
      'quality_gates_gate_duration_seconds_count{gate="lint",status="failed"} 1',
      'quality_gates_gate_duration_seconds_count{gate="custom",status="failed"} 1',
      'quality_gates_queue_depth 1',
      'quality_gates_checks_running 1',
      'process_cpu_seconds_total',
    ]) {
      expect(metrics).toContain(line);
    }
  });
});
