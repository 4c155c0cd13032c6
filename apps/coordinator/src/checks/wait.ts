/** How a wait ended: what was waited for came, the time was up, or the one who waited has gone. */
export type WaitEnd = 'came' | 'elapsed' | 'gone';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits at most so long for a promise that never rejects, and leaves no timer and no listener behind. */
export async function waitFor(
  event: Promise<unknown>,
  waitMs: number,
  signal?: AbortSignal,
): Promise<WaitEnd> {
  if (signal?.aborted) return 'gone';
  let timer: NodeJS.Timeout | undefined;
  let leave: (() => void) | undefined;
  const elapsed = new Promise<WaitEnd>((resolve) => {
    timer = setTimeout(() => resolve('elapsed'), Math.min(waitMs, LONGEST_TIMER_MS));
  });
  const gone = new Promise<WaitEnd>((resolve) => {
    leave = () => resolve('gone');
    signal?.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([event.then((): WaitEnd => 'came'), elapsed, gone]);
  } finally {
    clearTimeout(timer);
    if (leave) signal?.removeEventListener('abort', leave);
  }
}
