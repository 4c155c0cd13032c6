import { type CheckEvent, checkIdOf, type Verdict } from '@quality-gates/contract';
import type { CheckQueue, TellEvent } from '../queue/check-queue.js';
import { question } from '../testing/question.js';
import { verdictOn } from '../testing/verdicts.js';
import { CheckRun } from './check-run.js';
import type { Ending } from './ending.js';
import { EventLog } from './events/event-log.js';
import { SupersededError } from './store/check-store.js';

/** A run whose worker, and whose storage, do what the test says. */
function started() {
  const request = question();
  const checkId = checkIdOf(request);
  const job = { checkId, run: 1, request, repositoryPath: '/srv/shop' };
  const ends: Ending[] = [];
  const cancel = jest.fn();
  let tell: TellEvent = () => {};
  let judge: (verdict: Verdict) => void = () => {};
  let kept: () => void = () => {};
  let lost: (error: Error) => void = () => {};
  const result = new Promise<Verdict>((resolve) => (judge = resolve));
  const keeping = new Promise<void>((resolve, reject) => {
    kept = resolve;
    lost = reject;
  });
  const queue: CheckQueue = {
    waiting: 0,
    running: 1,
    isFull: false,
    assertRoom: () => {},
    idle: () => Promise.resolve(),
    add: (_, onEvent) => {
      tell = onEvent;
      return { accepted: Promise.resolve(), result, position: () => undefined, cancel };
    },
  };
  const run = new CheckRun({
    job,
    queue,
    log: new EventLog({ run: 1 }),
    leaseMs: 1000,
    token: 'anonymous',
    keep: () => keeping,
    onEnd: (_, ending) => ends.push(ending),
  });
  const event: CheckEvent = { type: 'gate-started', checkId, gate: 'lint' };
  return {
    run,
    ends,
    cancel,
    kept,
    lost,
    event,
    judge: () => judge(verdictOn(request)),
    tell: () => tell(event),
  };
}

const settled = (): Promise<void> => new Promise(setImmediate);

describe('a run', () => {
  it('tells its verdict to nobody before it is kept, and is not cancelled meanwhile', async () => {
    const { run, ends, cancel, kept, judge } = started();
    judge();
    await settled();
    run.cancel();
    expect(run.check()).toMatchObject({ state: 'running' });
    expect(run.log.lastSequence).toBe(1);
    expect([ends, run.over.isOpen, run.log.isClosed]).toEqual([[], false, false]);
    kept();
    await settled();
    expect(run.check()).toMatchObject({ state: 'done' });
    expect(run.log.next(1)).toMatchObject({ frame: expect.stringContaining('event: verdict\nid: 1.2\n') });
    expect([ends.length, run.over.isOpen, run.log.isClosed]).toEqual([1, true, true]);
    expect(cancel).not.toHaveBeenCalled();
  });

  it('fails when its verdict is refused, and tells none', async () => {
    const { run, ends, lost, judge } = started();
    judge();
    lost(new SupersededError('Run 2 has superseded run 1.'));
    await settled();
    expect(ends).toMatchObject([{ kind: 'failed', error: { code: 'coordinator-unavailable' } }]);
    expect(run.log.lastSequence).toBe(1);
    expect(() => run.check()).toThrow('superseded');
  });

  it('ends once: what its worker tells after that changes nothing', async () => {
    const { run, ends, cancel, kept, judge, tell } = started();
    tell();
    run.cancel();
    expect(cancel).toHaveBeenCalledTimes(1);
    tell();
    judge();
    kept();
    await settled();
    expect(run.check()).toMatchObject({ state: 'cancelled' });
    expect(run.log.lastSequence).toBe(2);
    expect(ends).toEqual([{ kind: 'cancelled' }]);
  });
});
