import { getEventListeners, setMaxListeners } from 'node:events';
import { Latch } from './latch.js';
import { waitAt, waitFor } from './wait.js';

describe('waiting', () => {
  afterEach(() => jest.useRealTimers());

  it('leaves no listener and no timer behind, whatever ends it', async () => {
    jest.useFakeTimers();
    const latch = new Latch();
    const gone = new AbortController();
    const elapsed = waitAt(latch, 50);
    jest.advanceTimersByTime(50);
    expect(await elapsed).toBe('elapsed');
    const aborted = waitAt(latch, 60_000, gone.signal);
    gone.abort();
    expect(await aborted).toBe('gone');
    expect(await waitAt(latch, 60_000, gone.signal)).toBe('gone');
    expect(latch.waiting).toBe(0);

    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    const thousands = Array.from({ length: 3000 }, () => waitAt(latch, 60_000, signal));
    expect(latch.waiting).toBe(3000);
    latch.release();
    expect(new Set(await Promise.all(thousands))).toEqual(new Set(['came']));
    expect(await waitAt(latch, 60_000, signal)).toBe('came');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(latch.waiting).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with the promise that it is for, kept or broken', async () => {
    expect(await waitFor(Promise.resolve(), 60_000)).toBe('came');
    expect(await waitFor(Promise.reject(new Error('broken')), 60_000)).toBe('came');
    expect(await waitFor(new Promise(() => {}), 0)).toBe('elapsed');
  });
});
