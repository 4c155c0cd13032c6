import { once } from 'node:events';
import type { CheckEvent, Verdict } from '@quality-gates/contract';
import { question } from '../testing/question.js';
import { verdictOn } from '../testing/verdicts.js';
import type { CheckJob } from './check-queue.js';
import { InProcessQueue } from './in-process-queue.js';

const job = (checkId: string, run = 1): CheckJob => ({
  checkId: checkId.repeat(64),
  run,
  request: question(),
  repositoryPath: '/srv/shop',
});

interface Work {
  job: CheckJob;
  signal: AbortSignal;
  tell: (event: CheckEvent) => void;
  end: (verdict: Verdict) => void;
}

/** A queue whose worker does nothing until the test says so, not even when it is cancelled. */
function stubborn(options: { concurrency: number; capacity: number; patienceMs?: number }) {
  const works: Work[] = [];
  const queue = new InProcessQueue(
    (given, { signal, onEvent }) =>
      new Promise((end) => {
        works.push({ job: given, signal, tell: onEvent, end });
      }),
    options,
  );
  return { queue, works };
}

const untold = (): void => {};

describe('the queue', () => {
  it('starts a later run of a check only when the worker of the earlier one has ended', async () => {
    const { queue, works } = stubborn({ concurrency: 2, capacity: 9 });
    const first = queue.add(job('a', 1), untold);
    first.cancel();
    await expect(first.result).rejects.toMatchObject({ code: 'cancelled' });
    const second = queue.add(job('a', 2), untold);
    const other = queue.add(job('b'), untold);
    expect(works.map(({ job: { checkId, run } }) => [checkId[0], run])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(second.position()).toBe(0);
    expect(other.position()).toBeUndefined();
    works[0]?.end(verdictOn(question()));
    await queue.add(job('c'), untold).accepted;
    await new Promise(setImmediate);
    expect(works.map(({ job: { run } }) => run)).toEqual([1, 1, 2]);
    expect(second.position()).toBeUndefined();
  });

  it('gives up a later run when the earlier one does not end in time', async () => {
    const { queue, works } = stubborn({ concurrency: 2, capacity: 9, patienceMs: 1 });
    queue.add(job('a', 1), untold).cancel();
    const second = queue.add(job('a', 2), untold);
    await expect(second.result).rejects.toMatchObject({
      code: 'coordinator-unavailable',
      retryAfterSeconds: expect.any(Number),
    });
    expect(works).toHaveLength(1);
    expect(queue.waiting).toBe(0);
  });

  it('passes on what the worker tells', () => {
    const { queue, works } = stubborn({ concurrency: 1, capacity: 1 });
    const told: CheckEvent[] = [];
    queue.add(job('a'), (event) => told.push(event));
    works[0]?.tell({ type: 'queued', checkId: 'a'.repeat(64) });
    expect(told).toEqual([{ type: 'queued', checkId: 'a'.repeat(64) }]);
  });

  it('is idle when the last worker has ended, not when the last answer is given up', async () => {
    const { queue, works } = stubborn({ concurrency: 1, capacity: 1 });
    const ended = new AbortController();
    const seen = once(ended.signal, 'abort');
    queue.add(job('a'), untold).cancel();
    void queue.idle().then(() => ended.abort());
    await new Promise(setImmediate);
    expect(ended.signal.aborted).toBe(false);
    works[0]?.end(verdictOn(question()));
    await seen;
  });
});
