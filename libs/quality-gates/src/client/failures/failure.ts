import type { QualityGatesError } from '@quality-gates/contract';

/** What became of an attempt that brought no answer: what to tell the caller, and whether to try again first. */
export interface Failure {
  error: QualityGatesError;
  /** How many retries the fault is worth, within the configured number. */
  retries: number;
  /** What it says of the coordinator: a refusal comes from one that is `alive`, a fault of ours says `nothing`. */
  tells: Sign;
  /** A short word for logs. */
  fault: string;
  /** The HTTP status, where there was one. */
  status?: number;
  /** The server's wish to be left alone, from now. */
  retryAfterMs?: number;
  /** Trying again is no burden: the request did not reach the coordinator, or it is well and said when to come back. */
  isFree?: boolean;
  /** A connection from the pool had gone stale, which says nothing of the server: no pause is needed. */
  staleSocket?: boolean;
}

export type Sign = 'alive' | 'sick' | 'nothing';

/** Carries a {@link Failure}; with the `config` that axios-retry needs, in order to repeat the attempt. */
export class AttemptError extends Error {
  constructor(
    readonly failure: Failure,
    readonly config?: object,
  ) {
    super(failure.error.message, { cause: failure.error });
  }
}

type Particulars = Partial<Omit<Failure, 'error' | 'retries'>>;

/** A fault that would come again. What cannot be believed counts as sickness; all else must be said. */
export function never(error: QualityGatesError, particulars: Particulars = {}): Failure {
  const tells = error.code === 'protocol-error' ? 'sick' : 'nothing';
  return { error, retries: 0, tells, fault: error.code, ...particulars };
}

/** A fault that may pass. */
export function always(error: QualityGatesError, particulars: Particulars = {}): Failure {
  return { error, retries: Infinity, tells: 'sick', fault: error.code, ...particulars };
}
