import type { CheckRequest } from '@quality-gates/contract';
import { CoordinatorClientService } from '../client/coordinator-client.service.js';
import { type Runtime, systemRuntime } from '../client/runtime.js';
import { type CoordinatorAddress, resolveOptions } from '../options.js';

/** A question to ask, about nothing that exists. */
export const question: CheckRequest = {
  stage: 'pre-commit',
  candidate: { repository: 'demo', tree: 'a'.repeat(40), base: { ref: 'main', commit: 'b'.repeat(40) } },
  origin: { agentId: 'agent-1', taskId: 'task-1' },
};

/** The system's runtime, with its timers counted. */
export interface CountedRuntime extends Runtime {
  /** The delays of the timers that are set and have neither fired nor been taken back. */
  readonly open: number[];
}

export function countedRuntime(): CountedRuntime {
  const timers = new Map<symbol, number>();
  return {
    ...systemRuntime,
    get open() {
      return [...timers.values()];
    },
    after(delayMs, action) {
      const timer = Symbol('timer');
      timers.set(timer, delayMs);
      const cancel = systemRuntime.after(delayMs, () => {
        timers.delete(timer);
        action();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    },
  };
}

/** Time in which pauses take no time: they are written down and the clock jumps. Limits never come. */
export interface JumpingRuntime extends Runtime {
  readonly pauses: number[];
}

const LIMIT_MS = 3_600_000;
/** Client options whose limits a {@link JumpingRuntime} tells from pauses. */
export const NO_LIMITS = {
  attemptTimeoutMs: LIMIT_MS,
  uploadTimeoutMs: LIMIT_MS,
  deadlineMs: 2 * LIMIT_MS,
};

export function jumpingRuntime({ random = 0.5, wallNow = 0 } = {}): JumpingRuntime {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    wallNow: () => wallNow + now,
    random: () => random,
    after(delayMs, action) {
      if (delayMs >= LIMIT_MS) return () => undefined;
      pauses.push(delayMs);
      const immediate = setImmediate(() => {
        now += delayMs;
        action();
      });
      return () => clearImmediate(immediate);
    },
  };
}

/** A client as the module makes it, with a time of the test's own. */
export function clientOf(
  address: CoordinatorAddress,
  runtime: Runtime = systemRuntime,
): CoordinatorClientService {
  return new CoordinatorClientService(resolveOptions({ coordinator: address }), runtime);
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: unknown) => error,
  );
}
