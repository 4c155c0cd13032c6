import { type CountedRuntime, countedRuntime } from '../../../libs/quality-gates/src/rig/client-rig.js';

/** The system's time, so many times faster, its timers counted. */
export function hastyRuntime(factor: number): CountedRuntime {
  const real = countedRuntime();
  const startedAt = real.wallNow();
  return {
    ...real,
    now: () => real.now() * factor,
    wallNow: () => startedAt + (real.wallNow() - startedAt) * factor,
    after: (delayMs, action) => real.after(delayMs / factor, action),
    get open() {
      return real.open;
    },
  };
}
