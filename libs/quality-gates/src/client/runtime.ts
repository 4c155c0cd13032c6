/** Time and randomness, as the client sees them. */
export interface Runtime {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number;
  /** Milliseconds since 1970, as the calendar has it. */
  wallNow(): number;
  /** Calls once after a delay; the returned function takes that back. */
  after(delayMs: number, action: () => void): () => void;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

export const systemRuntime: Runtime = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  random: () => Math.random(),
  after(delayMs, action) {
    let immediate: NodeJS.Immediate | undefined;
    // Timers run before sockets are read: after a blocked event loop an answer that is already here must win
    // over a timer that is only now seen to be due.
    const timer = setTimeout(
      () => {
        immediate = setImmediate(action);
      },
      Math.min(delayMs, LONGEST_TIMER_MS),
    );
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};

/** What is longer overflows, and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
