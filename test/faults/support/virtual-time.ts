import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Runtime } from '../../../libs/quality-gates/src/client/runtime.js';
import { randomFrom } from './random.js';

/**
 * Time that stands still while anything really happens, and otherwise jumps to the next timer. HTTP is real: as long
 * as a request is under way that the server does not hold, no time passes.
 */
export interface VirtualTime extends Disposable {
  runtime: Runtime;
  /** The server takes a request whose answer comes only with time. @returns to call when it is let go */
  hold(): () => void;
  sleep(delayMs: number): Promise<void>;
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  at: number;
  action: () => void;
}

/**
 * So long nothing may be under way before time passes. It is real time, since axios-retry spends a timer of its own,
 * of a millisecond, between two attempts.
 */
const QUIET_MS = 3;

/** @param quantumMs timers that are due within this are due together, which saves turns */
export function virtualTime(seed: number, quantumMs = 1): VirtualTime {
  const timers = new Set<Timer>();
  let now = 0;
  let underWay = 0;
  let held = 0;
  const begun = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    underWay += 1;
    request.once('close', () => (underWay -= 1));
  };
  diagnostics.subscribe('http.client.request.start', begun);

  const after: Runtime['after'] = (delayMs, action) => {
    const timer = { at: now + delayMs, action };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const nextTimer = (): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) if (!next || timer.at < next.at) next = timer;
    return next;
  };
  const passTime = (): void => {
    const end = (nextTimer()?.at ?? 0) + quantumMs;
    for (let timer = nextTimer(); timer && timer.at < end; timer = nextTimer()) {
      timers.delete(timer);
      now = Math.max(now, timer.at);
      timer.action();
    }
  };
  return {
    runtime: { now: () => now, wallNow: () => START + now, after, random: randomFrom(seed) },
    hold() {
      let isHeld = true;
      held += 1;
      return () => {
        if (isHeld) held -= 1;
        isHeld = false;
      };
    },
    sleep: (delayMs) => new Promise((resolve) => void after(delayMs, resolve)),
    async run(work) {
      const state = { isOver: false };
      const over = work.finally(() => (state.isOver = true));
      over.catch(() => undefined);
      for (let quietSince = performance.now(); !state.isOver;) {
        await new Promise(setImmediate);
        if (underWay !== held) quietSince = performance.now();
        if (performance.now() - quietSince < QUIET_MS) continue;
        passTime();
        quietSince = performance.now();
      }
      return over;
    },
    [Symbol.dispose]: () => void diagnostics.unsubscribe('http.client.request.start', begun),
  };
}

const START = Date.parse('2026-01-01T00:00:00Z');
