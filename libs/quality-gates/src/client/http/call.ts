import type { Readable } from 'node:stream';
import type { CheckId } from '@quality-gates/contract';
import type { Trace } from './trace-context.js';

/** One HTTP exchange to be made, with its retries. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Sent as JSON. */
  body?: object;
  /** Sent instead of `body`, as bytes that are made anew for each attempt. */
  upload?: Upload;
  /** Said besides what every request says, or instead of it. */
  headers?: Readonly<Record<string, string>>;
  /** How long the answer may be held back, in whole seconds (RFC 7240 `wait`). */
  waitSeconds?: number;
  /** Whether a success without a body (204) is an answer to this. */
  noContent?: boolean;
  /** Overrides the configured number of attempts. */
  maxAttempts?: number;
  /** Overrides the configured time of one attempt, in milliseconds. */
  attemptTimeoutMs?: number;
  /** Neither held back by the circuit nor counted: for what asks how the coordinator is. */
  isUncounted?: boolean;
  /** Throws where the answer cannot be believed, which ends the call and counts against who gave it. */
  believe?: (answer: Answer) => void;
}

/** What a call is made for, where it belongs to a question. */
export interface Purpose {
  checkId: CheckId;
  trace: Trace;
}

export interface Upload {
  mediaType: string;
  /** Called once for each attempt; `signal` ends with it. */
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface Answer {
  status: 200 | 202 | 204;
  /** The parsed body; undefined for 204. */
  json: unknown;
  /** Whether the answer was held back as asked. */
  waited: boolean;
  retryAfter?: string;
  date?: string;
}

/** A live stream of server-sent events. It ends with the scope that it was opened in; who is done early destroys it. */
export interface EventStream {
  headers: Readonly<Record<string, string>>;
  body: Readable;
}
