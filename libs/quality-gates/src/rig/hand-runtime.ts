import type { Runtime } from '../client/runtime.js';
import { until } from './until.js';

/** Time of the test's own: pauses take no time and are written down, longer timers come when the test rings them. */
export interface HandRuntime extends Runtime {
  readonly pauses: number[];
  /** The delays of the longer timers that are set. */
  readonly open: number[];
  /** Makes the timers of this delay come, as soon as there is one. */
  ring(delayMs: number): Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;

export function handRuntime(): HandRuntime {
  let now = 0;
  const pauses: number[] = [];
  const timers = new Map<symbol, { delayMs: number; action: () => void }>();
  const open = (): number[] => [...timers.values()].map(({ delayMs }) => delayMs);
  return {
    pauses,
    get open() {
      return open();
    },
    now: () => now,
    wallNow: () => now,
    random: () => 0.5,
    after(delayMs, action) {
      if (delayMs <= LONGEST_PAUSE_MS) {
        pauses.push(delayMs);
        const immediate = setImmediate(() => {
          now += Math.max(0, delayMs);
          action();
        });
        return () => clearImmediate(immediate);
      }
      const timer = Symbol('timer');
      timers.set(timer, { delayMs, action });
      return () => timers.delete(timer);
    },
    async ring(delayMs) {
      await until(() => open().includes(delayMs));
      now += delayMs;
      for (const [timer, set] of timers) {
        if (set.delayMs !== delayMs) continue;
        timers.delete(timer);
        set.action();
      }
    },
  };
}
