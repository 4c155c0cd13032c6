import { RepeatedFetch } from './repeated-fetch.js';

/** A fetch whose ends the test decides. */
function scripted(minIntervalMs = 0) {
  const ends: Array<{ succeed(): void; fail(error: Error): void }> = [];
  const arrivals: Array<() => void> = [];
  const fetch = new RepeatedFetch(
    () =>
      new Promise<void>((resolve, reject) => {
        ends.push({ succeed: resolve, fail: reject });
        arrivals.shift()?.();
      }),
    minIntervalMs,
  );
  const begun = () => new Promise<void>((resolve) => arrivals.push(resolve));
  return { fetch, ends, begun };
}

describe('a fetch that many need', () => {
  it('is one for all who ask before it begins, and another one for those after', async () => {
    const { fetch, ends, begun } = scripted();
    let next = begun();
    const [first, second] = [fetch.fresh(), fetch.fresh()];
    await next;
    next = begun();
    const third = fetch.fresh();
    expect(third).not.toBe(first);
    expect(ends).toHaveLength(1);
    ends[0]?.succeed();
    await Promise.all([first, second]);
    await next;
    expect(ends).toHaveLength(2);
    ends[1]?.succeed();
    await third;
    expect(fetch.running).toBeUndefined();
  });

  it('that fails is everybody’s error and nobody’s obstacle', async () => {
    const { fetch, ends, begun } = scripted();
    let next = begun();
    const both = [fetch.fresh(), fetch.fresh()];
    await next;
    const { running } = fetch;
    next = begun();
    const later = fetch.fresh();
    ends[0]?.fail(new Error('away'));
    for (const one of both) await expect(one).rejects.toThrow('away');
    await running;
    await next;
    ends[1]?.succeed();
    await later;
  });

  it('does not begin sooner after the one before than the interval', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const { fetch, ends, begun } = scripted(3_000);
      let next = begun();
      const first = fetch.fresh();
      await next;
      ends[0]?.succeed();
      await first;
      next = begun();
      const second = fetch.fresh();
      await jest.advanceTimersByTimeAsync(2_900);
      expect(ends).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(200);
      await next;
      ends[1]?.succeed();
      await second;
    } finally {
      jest.useRealTimers();
    }
  });
});
