import { Latch } from './latch.js';

/** How a wait ended: what was waited for came, the time was up, or the one who waited has gone. */
export type WaitEnd = 'came' | 'elapsed' | 'gone';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits at most so long, and leaves no timer and no listener behind, however often and whoever waits. */
export function waitAt(latch: Latch, waitMs: number, signal?: AbortSignal): Promise<WaitEnd> {
  if (signal?.aborted) return Promise.resolve('gone');
  return new Promise((resolve) => {
    const settle = (end: WaitEnd): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', gone);
      forget();
      resolve(end);
    };
    const gone = (): void => settle('gone');
    const timer = setTimeout(() => settle('elapsed'), Math.min(waitMs, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', gone, { once: true });
    let forget = (): void => {};
    forget = latch.whenOpen(() => settle('came'));
  });
}

/** Waits at most so long for a promise, however it settles, and leaves no timer and no listener behind. */
export function waitFor(event: Promise<unknown>, waitMs: number, signal?: AbortSignal): Promise<WaitEnd> {
  const latch = new Latch();
  const release = (): void => latch.release();
  event.then(release, release);
  return waitAt(latch, waitMs, signal);
}
