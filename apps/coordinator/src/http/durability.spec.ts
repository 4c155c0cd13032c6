import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkIdOf, type Outcome, type Verdict } from '@quality-gates/contract';
import { checkIn, cleanUp, problemIn, question, Rig, temporaryDirectory, verdictIn } from '../testing/rig.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

/** Coordinators that have, one after the other, the same state directory. */
function succession() {
  const stateDirectory = temporaryDirectory();
  return {
    stateDirectory,
    start: (engine = new ScriptedEngine()) => Rig.start({ QG_STATE_DIRECTORY: stateDirectory }, engine),
    damage(spoil: (text: string) => string): void {
      const content = join(stateDirectory, 'checks/content-v2');
      for (const entry of readdirSync(content, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (entry.isFile()) writeFileSync(file, spoil(readFileSync(file, 'utf8')));
      }
    },
  };
}

async function judged(rig: Rig, request = question(), outcome: Outcome = 'approved'): Promise<Verdict> {
  const answering = rig.ask(request);
  const call = await rig.engine.next();
  call.answer(verdictOn(call.request, outcome));
  return verdictIn(await answering);
}

describe('after a restart', () => {
  it.each(['approved', 'rejected'] as const)(
    'a question that was %s is answered at once, wherever it is asked',
    async (outcome) => {
      const { start } = succession();
      const request = question();
      const checkId = checkIdOf(request);
      const before = await start();
      const verdict = await judged(before, request, outcome);
      await before.app.close();
      for (const ask of [
        async (rig: Rig) => verdictIn(await rig.ask(request, { prefer: 'wait=0' })),
        async (rig: Rig) => {
          const check = await checkIn(await rig.look(checkId));
          expect(check).toMatchObject({ state: 'done', run: 1 });
          return check.state === 'done' ? check.verdict : undefined;
        },
      ]) {
        const after = await start();
        expect(await ask(after)).toEqual(verdict);
        expect((await after.leave(checkId)).status).toBe(204);
        expect(after.engine.calls).toHaveLength(0);
      }
    },
  );

  it('the events of an answered check are its verdict, in the place that it had', async () => {
    const { start } = succession();
    const before = await start();
    const { checkId } = await judged(before);
    const after = await start();
    expect(await (await after.follow(checkId, { lastEventId: '1.1' })).rest()).toEqual(['verdict 1.2']);
    expect(await (await after.follow(checkId, { lastEventId: '2.1' })).rest()).toEqual([
      'reset 1.1',
      'verdict 1.2',
    ]);
    const { data } = {
      data: undefined,
      ...(await (await after.follow(checkId, { lastEventId: '1.1' })).nextEvent()),
    };
    expect(data).toMatchObject({ type: 'verdict', verdict: { checkId } });
  });

  it('a run that was lost is unknown, and the question runs again under the next number', async () => {
    const { start } = succession();
    const request = question();
    const crashed = await start();
    await crashed.askLater(request);
    await crashed.engine.next();
    const after = await start();
    await problemIn(await after.look(checkIdOf(request)), 'not-found');
    await problemIn(await after.get(`/api/quality/checks/${checkIdOf(request)}/events`), 'not-found');
    expect(await after.askLater(request)).toMatchObject({ run: 2 });
    (await after.engine.next()).answer();
    expect((await verdictIn(await after.ask(request))).outcome).toBe('approved');
  });

  it('nothing inconclusive counts, nor what failed', async () => {
    const { start } = succession();
    const before = await start();
    const [vague, broken] = [question(), question()];
    await judged(before, vague, 'inconclusive');
    const failing = before.ask(broken);
    (await before.engine.next()).fail(new Error('disk full'));
    await problemIn(await failing, 'internal');
    const after = await start();
    for (const request of [vague, broken]) {
      await problemIn(await after.look(checkIdOf(request)), 'not-found');
      expect(await after.askLater(request)).toMatchObject({ run: 2 });
    }
  });

  it.each([
    ['by another engine', { engineVersion: '1.2.4' }],
    ['in another sandbox', { sandbox: 'none' as const }],
  ])('a verdict that was judged %s does not count, but its number does', async (_, health) => {
    const { start } = succession();
    const request = question();
    await judged(await start(), request);
    const engine = new ScriptedEngine();
    engine.answersHealth = { ...engine.answersHealth, ...health };
    const after = await start(engine);
    await problemIn(await after.look(checkIdOf(request)), 'not-found');
    expect(await after.askLater(request)).toMatchObject({ state: 'running', run: 2 });
  });

  it.each([
    ['torn', (text: string) => text.slice(0, text.length / 2)],
    [
      'tampered with',
      (text: string) => text.replaceAll('rejected', 'approved').replaceAll('failed', 'passed'),
    ],
  ])('a verdict that is %s counts as none', async (_, spoil) => {
    const { start, damage } = succession();
    const request = question();
    await judged(await start(), request, 'rejected');
    damage(spoil);
    const after = await start();
    await problemIn(await after.look(checkIdOf(request)), 'not-found');
    expect(await after.askLater(request)).toMatchObject({ state: 'running' });
    (await after.engine.next()).answer();
    await checkIn(await after.look(checkIdOf(request), { prefer: 'wait=30' }));
    expect((await verdictIn(await (await start()).ask(request))).outcome).toBe('approved');
  });
});

describe('a coordinator that goes on after another has taken over', () => {
  it('overwrites no newer result, and tells no older one', async () => {
    const { start } = succession();
    const request = question();
    const zombie = await start();
    const answering = zombie.ask(request);
    const late = await zombie.engine.next();

    const successor = await start();
    expect((await judged(successor, request, 'approved')).outcome).toBe('approved');
    late.answer(verdictOn(late.request, 'rejected'));
    await problemIn(await answering, 'coordinator-unavailable');
    expect(zombie.log.join('')).toContain('superseded');
    expect((await verdictIn(await zombie.ask(request))).outcome).toBe('approved');

    const after = await start();
    expect(await checkIn(await after.look(checkIdOf(request)))).toMatchObject({
      state: 'done',
      run: 2,
      verdict: { outcome: 'approved' },
    });
  });

  it('starts no run, and says that it is worth asking again', async () => {
    const { start } = succession();
    const zombie = await start();
    const known = question();
    await judged(zombie, known);
    await start();
    const answer = await zombie.ask();
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    await problemIn(answer, 'coordinator-unavailable');
    expect(zombie.engine.calls).toHaveLength(1);
    const { detail } = await problemIn(await zombie.get('/api/health/ready'), 'coordinator-unavailable');
    expect(detail).toContain('state');
    await verdictIn(await zombie.ask(known));
  });
});

describe('a storage that fails', () => {
  it('costs no answer, and is told once', async () => {
    const { start, stateDirectory } = succession();
    const rig = await start();
    rmSync(join(stateDirectory, 'checks'), { recursive: true });
    writeFileSync(join(stateDirectory, 'checks'), 'in the way');
    const request = question();
    const verdict = await judged(rig, request);
    await judged(rig);
    expect(await verdictIn(await rig.ask(request))).toEqual(verdict);
    expect(rig.log.filter((line) => line.includes('the state directory fails'))).toHaveLength(1);
    const metrics = await (await rig.get('/metrics')).text();
    expect(Number(/^quality_gates_storage_failures (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(1);
    // From the start it is no better.
    expect(await judged(await start(), request)).toEqual(verdict);
  });
});
