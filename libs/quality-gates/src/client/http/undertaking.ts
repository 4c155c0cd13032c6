import type { ClientObservation } from '../../observation.js';
import type { ResolvedAddress } from '../../options.js';
import type { Call } from './call.js';
import type { Guard } from '../resilience/guard.js';
import type { Runtime } from '../runtime.js';
import type { Scope } from '../scope.js';
import type { Trace } from './trace-context.js';

/** One call under way, with what its attempts share. */
export interface Undertaking {
  readonly call: Call;
  /** Whether the answer is a stream of events, handed over as soon as its headers are there. */
  readonly isLive: boolean;
  readonly scope: Scope;
  readonly address: ResolvedAddress;
  readonly runtime: Runtime;
  readonly guard: Guard;
  readonly trace: Trace;
  /** Tells an observation of the current attempt. */
  readonly observe: (what: Told) => void;
  /** How many attempts have begun. */
  attempts: number;
  /** How many of them were repeats that count. */
  retries: number;
  /** Whether a stale connection was replaced, which happens once and does not count. */
  isRenewed: boolean;
}

type About = 'method' | 'path' | 'attempt' | 'checkId';
type Each<T> = T extends unknown ? Omit<T, About> : never;
/** An observation without what it is about. */
export type Told = Each<ClientObservation>;
