import { errnoOf } from '@quality-gates/contract';
import { isAxiosError } from 'axios';
import { CoordinatorUnavailableError, ProtocolError } from '../../errors/index.js';
import { always, never, type Failure } from './failure.js';

/**
 * What a fault of the network means. Only faults that are known to pass are met again: whatever is not named
 * here, TLS failures and unknown host names among it, would fail the same way.
 */
export function networkFailure(error: unknown, url: string): Failure {
  const fault = codeOf(error);
  const cause = causeOf(error);
  const passing = fault === undefined ? undefined : PASSING.get(fault);
  if (fault !== undefined && passing) {
    const unavailable = new CoordinatorUnavailableError(
      `The coordinator at ${url} ${passing.what} (${fault}).`,
      { cause, mend: 'See that it runs and is reachable from here.' },
    );
    const stale = passing === CUT && wasPooled(error);
    return always(unavailable, {
      fault,
      tells: stale || passing === OURS ? 'nothing' : 'sick',
      isFree: stale || passing === REFUSED || passing === OURS,
      staleSocket: stale,
    });
  }
  if (fault === 'ENOTFOUND') {
    const mend = 'Correct `coordinator.url`.';
    const message = `The host of ${url} does not exist (ENOTFOUND).`;
    return never(new CoordinatorUnavailableError(message, { cause, retryable: false, mend }), { fault });
  }
  if (fault?.startsWith('HPE_') === true) {
    const message = `What answers at ${url} does not speak HTTP as a coordinator does (${fault}).`;
    return never(new ProtocolError(message, { cause }), { fault });
  }
  return never(
    new CoordinatorUnavailableError(`The coordinator at ${url} cannot be reached: ${messageOf(cause)}.`, {
      cause,
      retryable: false,
      mend: 'See that `coordinator.url` names the right scheme, host and port, and that its certificate is trusted here.',
    }),
    { fault: fault ?? 'unknown' },
  );
}

interface Passing {
  what: string;
}
const REFUSED: Passing = { what: 'refused the connection' };
const CUT: Passing = { what: 'cut the connection' };
const LATE: Passing = { what: 'did not accept the connection in time' };
const AWAY: Passing = { what: 'is out of reach' };
const UNRESOLVED: Passing = { what: 'could not be looked up just now' };
const OURS: Passing = { what: 'could not be connected to for want of a local port, socket or buffer' };

const PASSING: ReadonlyMap<string, Passing> = new Map([
  ['ECONNREFUSED', REFUSED],
  ['ECONNRESET', CUT],
  ['ECONNABORTED', CUT],
  ['EPIPE', CUT],
  ['ERR_STREAM_PREMATURE_CLOSE', CUT],
  ['ETIMEDOUT', LATE],
  ['EHOSTUNREACH', AWAY],
  ['EHOSTDOWN', AWAY],
  ['ENETUNREACH', AWAY],
  ['ENETDOWN', AWAY],
  ['EAI_AGAIN', UNRESOLVED],
  ['EADDRNOTAVAIL', OURS],
  ['EMFILE', OURS],
  ['ENFILE', OURS],
  ['ENOBUFS', OURS],
]);

/** What lies under an error of axios, which itself carries the request with its token and must go no further. */
export function causeOf(error: unknown): unknown {
  if (!isAxiosError(error)) return error;
  return error.cause ?? new Error(error.message);
}

/** The code of an error or of what caused it, at most four levels down. */
function codeOf(error: unknown, depth = 4): string | undefined {
  if (!isObject(error) || depth === 0) return undefined;
  const code = errnoOf(error);
  const deeper = 'cause' in error ? codeOf(error.cause, depth - 1) : undefined;
  return code === undefined || code.startsWith('ERR_BAD_') ? (deeper ?? code) : code;
}

function messageOf(error: unknown): string {
  return isObject(error) && 'message' in error ? String(error.message) : String(error);
}

function wasPooled(error: unknown): boolean {
  if (!isObject(error) || !('request' in error) || !isObject(error.request)) return false;
  return 'reusedSocket' in error.request && error.request.reusedSocket === true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
