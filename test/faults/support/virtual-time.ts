import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setTimeout as turn } from 'node:timers/promises';
import type { Runtime } from '../../../libs/quality-gates/src/client/runtime.js';
import { randomFrom } from './random.js';

/**
 * Time that stands still while anything really happens, and otherwise jumps to the next timer. HTTP is real: as long
 * as a request is under way that the server does not hold, no time passes.
 */
export interface VirtualTime extends Disposable {
  runtime: Runtime;
  /** The server keeps the request that came from this port until time has passed. @returns to call when it lets go */
  hold(port: number | undefined): () => void;
  sleep(delayMs: number): Promise<void>;
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  at: number;
  action: () => void;
}

/**
 * So many turns of the event loop nothing may be under way before time passes. Each waits for a real timer of a
 * millisecond, since axios-retry spends one between two attempts. Turns are counted, not time, which passes for a
 * process that does not get to run as well.
 */
const QUIET_TURNS = 3;

/** @param quantumMs timers that are due within this are due together, which saves turns */
export function virtualTime(seed: number, quantumMs = 1): VirtualTime {
  const timers = new Set<Timer>();
  let now = 0;
  const underWay = new Set<ClientRequest>();
  const held = new Set<number | undefined>();
  const begun = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    underWay.add(request);
    request.once('close', () => underWay.delete(request));
  };
  const isHeld = (port: number | undefined): boolean => port !== undefined && held.has(port);
  const isQuiet = (): boolean => [...underWay].every(({ socket }) => isHeld(socket?.localPort));
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
    hold(port) {
      held.add(port);
      return () => void held.delete(port);
    },
    sleep: (delayMs) => new Promise((resolve) => void after(delayMs, resolve)),
    async run(work) {
      const state = { isOver: false };
      const over = work.finally(() => (state.isOver = true));
      over.catch(() => undefined);
      for (let quietTurns = 0; !state.isOver;) {
        await turn(1);
        await new Promise(setImmediate);
        quietTurns = isQuiet() ? quietTurns + 1 : 0;
        if (quietTurns < QUIET_TURNS) continue;
        passTime();
        quietTurns = 0;
      }
      return over;
    },
    [Symbol.dispose]: () => void diagnostics.unsubscribe('http.client.request.start', begun),
  };
}

const START = Date.parse('2026-01-01T00:00:00Z');
