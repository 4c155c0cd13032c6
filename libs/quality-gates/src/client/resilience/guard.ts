import type { ResolvedAddress } from '../../options.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { RetryBudget } from './retry-budget.js';
import type { Runtime } from '../runtime.js';

/** What keeps a coordinator from being hammered by all clients of this process together. */
export interface Guard {
  budget: RetryBudget;
  /** Undefined where it is turned off. */
  breaker?: CircuitBreaker;
}

const MAX_GUARDS = 1000;
const guards = new WeakMap<Runtime, Map<string, Guard>>();

/** The guard that all clients share who ask one coordinator with the same settings, by the same clock. */
export function guardFor(address: ResolvedAddress, runtime: Runtime): Guard {
  const { url, retryBudget, circuitBreaker } = address;
  const shared = guards.get(runtime) ?? new Map<string, Guard>();
  guards.set(runtime, shared);
  const key = JSON.stringify([new URL(url).href, retryBudget, circuitBreaker]);
  const guard = shared.get(key) ?? {
    budget: new RetryBudget(retryBudget),
    breaker: circuitBreaker ? new CircuitBreaker(circuitBreaker, () => runtime.now()) : undefined,
  };
  // The one that was asked for longest ago is first in line to be forgotten.
  shared.delete(key);
  shared.set(key, guard);
  for (const oldest of shared.keys()) {
    if (shared.size <= MAX_GUARDS) break;
    shared.delete(oldest);
  }
  return guard;
}
