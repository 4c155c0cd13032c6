import { checkIdOf, QualityGatesError } from '@quality-gates/contract';
import { join } from 'node:path';
import { checkIn, cleanUp, problemIn, question, Rig, verdictIn } from '../testing/rig.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

describe('asking', () => {
  it('holds the request and answers with the verdict, about the question as it was asked', async () => {
    const rig = await Rig.start();
    const request = question();
    const answering = rig.ask(request, { prefer: 'wait=30' });
    const call = await rig.engine.next();
    expect(call.request.candidate.repository).toBe(join(rig.root, 'shop'));
    call.answer();
    const answer = await answering;
    expect(answer.headers.get('preference-applied')).toBe('wait=30');
    const verdict = await verdictIn(answer);
    expect(verdict.candidate).toEqual(request.candidate);
    expect(verdict.checkId).toBe(checkIdOf(request));
  });

  it('tells where to come back when the answer is not there in time', async () => {
    const rig = await Rig.start();
    const request = question();
    const answer = await rig.ask(request, { prefer: 'wait=0' });
    const checkId = checkIdOf(request);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/quality/checks/${checkId}`);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(answer.headers.get('preference-applied')).toBe('wait=0');
    expect(await checkIn(answer)).toEqual({ state: 'running', checkId, run: 1 });

    const looking = rig.look(checkId, { prefer: 'wait=30' });
    (await rig.engine.next()).answer();
    expect(await checkIn(await looking)).toMatchObject({
      state: 'done',
      run: 1,
      verdict: { outcome: 'approved' },
    });
    expect(await checkIn(await rig.look(checkId))).toMatchObject({ state: 'done' });
  });

  it('holds as long as the configuration says where nothing is preferred', async () => {
    const rig = await Rig.start({ QG_DEFAULT_WAIT_MS: '0' });
    const answer = await rig.ask();
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBeNull();
  });

  it('holds no longer than the configuration allows', async () => {
    const rig = await Rig.start({ QG_MAX_WAIT_MS: '0' });
    const answer = await rig.ask(question(), { prefer: 'wait=999999999' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('wait=0');
  });

  it('does not hold who prefers to be answered asynchronously', async () => {
    const rig = await Rig.start();
    const answer = await rig.ask(question(), { prefer: 'respond-async' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
  });

  it.each(['a'.repeat(64), 'nonsense', '..%2f..%2fetc'])('knows no check %s', async (checkId) => {
    const rig = await Rig.start();
    await problemIn(await rig.look(checkId), 'not-found');
    await problemIn(await rig.leave(checkId), 'not-found');
  });

  it('points at each place of the body that is wrong', async () => {
    const rig = await Rig.start();
    const { candidate } = question();
    const answer = await rig.ask({
      stage: 'later',
      candidate: { ...candidate, tree: 'x' },
      gates: ['Lint/~'],
      extra: 1,
    });
    const { errors = [] } = await problemIn(answer, 'invalid-request');
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '',
      '/candidate/tree',
      '/gates/0',
      '/stage',
    ]);
    expect(rig.engine.calls).toHaveLength(0);
  });

  it('says what the engine says of a candidate that it cannot judge, by the name that was asked', async () => {
    const rig = await Rig.start();
    const request = question();
    const answering = rig.ask(request);
    const call = await rig.engine.next();
    call.fail(
      new QualityGatesError('candidate-unknown', `No such tree in ${call.request.candidate.repository}.`),
    );
    const { detail } = await problemIn(await answering, 'candidate-unknown');
    expect(detail).toBe('No such tree in shop.');
    await problemIn(await rig.look(checkIdOf(request)), 'candidate-unknown');
  });

  it.each([
    ['a defect', new TypeError('secret /etc/shadow')],
    ['a failure of git', new QualityGatesError('git-failed', 'git said: secret /etc/shadow')],
  ])('answers %s with nothing but an instance, and logs the rest', async (_, error) => {
    const rig = await Rig.start();
    const answering = rig.ask();
    (await rig.engine.next()).fail(error);
    const problem = await problemIn(await answering, 'internal');
    expect(JSON.stringify(problem)).not.toContain('secret');
    const requestId = problem.instance?.replace('urn:uuid:', '');
    expect(rig.log.find((line) => line.includes(`${requestId}`))).toContain('secret /etc/shadow');
  });

  it('refuses a verdict of the engine about another tree', async () => {
    const rig = await Rig.start();
    const request = question();
    const answering = rig.ask(request);
    const call = await rig.engine.next();
    const { candidate } = call.request;
    call.answer(verdictOn({ ...call.request, candidate: { ...candidate, tree: 'f'.repeat(40) } }));
    await problemIn(await answering, 'internal');
  });

  it('refuses a verdict of the engine whose outcome does not follow from its gates', async () => {
    const rig = await Rig.start();
    const answering = rig.ask();
    const call = await rig.engine.next();
    call.answer({ ...verdictOn(call.request, 'rejected'), outcome: 'approved' });
    await problemIn(await answering, 'internal');
  });

  it("tells nothing of the host in a verdict's texts", async () => {
    const rig = await Rig.start();
    const answering = rig.ask();
    const call = await rig.engine.next();
    const verdict = verdictOn(call.request, 'inconclusive');
    const path = call.request.candidate.repository;
    const gates = verdict.gates.map((gate) => ({
      ...gate,
      message: `Run npm ci in ${path}, then look at ${path}/log.`,
    }));
    call.answer({ ...verdict, gates });
    const text = JSON.stringify(await verdictIn(await answering));
    expect(text).toContain('Run npm ci in shop, then look at shop/log.');
    expect(text).not.toContain(rig.root);
  });
});
