import type { CheckId, ErrorCode } from '@quality-gates/contract';

/** Which HTTP exchange an observation is about. */
interface Exchange {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Which attempt of the exchange, from 1. */
  attempt: number;
  /** The question it belongs to; health belongs to none. */
  checkId?: CheckId;
}

/** What went wrong: the code of the error, and a short word for logs, such as `ECONNREFUSED`, `timeout` or `http-503`. */
interface Fault {
  code: ErrorCode;
  fault: string;
}

/**
 * What the client does on the wire, for logs and metrics; switch on `type`. It holds no token and no body.
 *
 * - `attempt`: an attempt has ended, with an answer or with a `code`. An event stream counts as answered once its
 *   headers are there.
 * - `retry`: the attempt is made again after `delayMs`.
 * - `budget-empty`: it is not made again, because too many requests were repeats already.
 * - `circuit-refused`: it was not made, because the coordinator is left alone until `notBefore`.
 * - `circuit-changed`: the attempt has changed the circuit; told once in a process, by the client that saw it.
 */
export type ClientObservation = Exchange &
  (
    | ({
        type: 'attempt';
        durationMs: number;
        /** The W3C `traceparent` that it was sent with. */
        traceparent: string;
        /** The HTTP status, where there was one. */
        status?: number;
      } & Partial<Fault>)
    | ({
        type: 'retry';
        delayMs: number;
        /** How long the coordinator asked to be left alone. */
        retryAfterMs?: number;
      } & Fault)
    | ({ type: 'budget-empty' } & Fault)
    | { type: 'circuit-refused'; notBefore: Date }
    | { type: 'circuit-changed'; state: 'open'; notBefore: Date }
    | { type: 'circuit-changed'; state: 'half-open' | 'closed' }
  );
