import type { QualityGatesError } from '@quality-gates/contract';

/** What became of an attempt that brought no answer: what to tell the caller, and whether to try again first. */
export interface Failure {
  error: QualityGatesError;
  /** How many retries the fault is worth, within the configured number. */
  retries: number;
  /** The server's wish to be left alone, from now. */
  retryAfterMs?: number;
  /** A connection from the pool had gone stale, which says nothing of the server: no pause is needed. */
  staleSocket?: boolean;
}

/** Carries a {@link Failure} through axios, which hands errors on by their `config`. */
export class AttemptError extends Error {
  constructor(
    readonly failure: Failure,
    readonly config: object,
  ) {
    super(failure.error.message, { cause: failure.error });
  }
}

export const never = (error: QualityGatesError): Failure => ({ error, retries: 0 });
export const always = (error: QualityGatesError): Failure => ({ error, retries: Infinity });
