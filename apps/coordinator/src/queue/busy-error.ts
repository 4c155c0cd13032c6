import { QualityGatesError } from '@quality-gates/contract';

/** The coordinator cannot take the question now; `retryAfterSeconds` says when it is worth asking again. */
export class BusyError extends QualityGatesError {
  constructor(
    code: 'queue-full' | 'rate-limited' | 'shutting-down' | 'coordinator-unavailable',
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(code, message);
  }
}
