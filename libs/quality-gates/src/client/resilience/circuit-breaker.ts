import { unreachable } from '@quality-gates/contract';
import type { Sign } from '../failures/failure.js';

type State =
  | { kind: 'closed'; failures: number }
  | { kind: 'open'; until: number; lastly: string }
  | { kind: 'half-open'; lastly: string };

/** Leave to make one attempt. Give it back to {@link CircuitBreaker.settle}, however the attempt ends. */
export interface Pass {
  /** The only one until it has ended: it shows whether the coordinator is well again. */
  readonly isProbe: boolean;
  readonly state: State;
}

/** No leave, for so long. */
export interface Refusal {
  readonly forMs: number;
  /** What the last failure was. */
  readonly lastly: string;
}

export type CircuitState = State['kind'];

/**
 * Leaves a coordinator alone that has failed several times in a row, then lets one attempt through to see whether
 * it is well again. After "Circuit Breaker", Michael Nygard, Release It!, 2007.
 *
 * An attempt speaks only to the state that let it go: what comes late from before the circuit opened changes
 * nothing any more.
 */
export class CircuitBreaker {
  private state: State = { kind: 'closed', failures: 0 };

  /** @param now a clock that never goes back */
  constructor(
    private readonly settings: { failures: number; openMs: number },
    private readonly now: () => number,
  ) {}

  /** Whether an attempt would be refused; asking changes nothing. */
  get refusal(): Refusal | undefined {
    const { state } = this;
    switch (state.kind) {
      case 'closed':
        return undefined;
      case 'open':
        return state.until > this.now()
          ? { forMs: state.until - this.now(), lastly: state.lastly }
          : undefined;
      case 'half-open':
        return { forMs: this.settings.openMs, lastly: state.lastly };
      default:
        return unreachable(state);
    }
  }

  admit(): Pass | Refusal {
    const { refusal } = this;
    if (refusal) return refusal;
    const isProbe = this.state.kind === 'open';
    if (this.state.kind === 'open') this.state = { kind: 'half-open', lastly: this.state.lastly };
    return { isProbe, state: this.state };
  }

  /** Takes notice of how an attempt ended; says so where that has changed the circuit. */
  settle({ state }: Pass, sign: Sign, how: string): 'open' | 'closed' | undefined {
    if (state !== this.state) return undefined;
    switch (state.kind) {
      case 'closed':
        if (sign === 'alive') state.failures = 0;
        if (sign === 'sick') state.failures += 1;
        return state.failures < this.settings.failures ? undefined : this.open(how);
      case 'half-open':
        if (sign === 'sick') return this.open(how);
        // A probe that says nothing, because its caller has left, lets the next one go.
        if (sign === 'nothing') this.state = { kind: 'open', until: this.now(), lastly: state.lastly };
        else this.state = { kind: 'closed', failures: 0 };
        return sign === 'nothing' ? undefined : 'closed';
      case 'open':
        return undefined;
      default:
        return unreachable(state);
    }
  }

  private open(lastly: string): 'open' {
    this.state = { kind: 'open', until: this.now() + this.settings.openMs, lastly };
    return 'open';
  }
}
