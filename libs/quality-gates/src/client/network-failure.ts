import { CoordinatorUnavailableError, ProtocolError } from '../errors/index.js';
import { always, never, type Failure } from './failure.js';

/**
 * What a fault of the network means. Only faults that are known to pass are met again: whatever is not named
 * here, TLS failures and unknown host names among it, would fail the same way.
 */
export function networkFailure(cause: unknown, url: string): Failure {
  const code = codeOf(cause);
  const details = { cause };
  if (code !== undefined && PASSING.has(code)) {
    const error = new CoordinatorUnavailableError(
      `The coordinator at ${url} ${PASSING.get(code)} (${code}).`,
      {
        ...details,
        mend: 'See that it runs and is reachable from here.',
      },
    );
    return code === 'ECONNRESET' && wasPooled(cause)
      ? { ...always(error), staleSocket: true }
      : always(error);
  }
  if (code === 'ENOTFOUND') {
    return never(
      new CoordinatorUnavailableError(`The host of ${url} does not exist (ENOTFOUND).`, {
        ...details,
        retryable: false,
        mend: 'Correct `coordinator.url`.',
      }),
    );
  }
  if (code?.startsWith('HPE_')) {
    return never(
      new ProtocolError(
        `What answers at ${url} does not speak HTTP as a coordinator does (${code}).`,
        details,
      ),
    );
  }
  return never(
    new CoordinatorUnavailableError(`The coordinator at ${url} cannot be reached: ${messageOf(cause)}.`, {
      ...details,
      retryable: false,
      mend: 'See that `coordinator.url` names the right scheme, host and port, and that its certificate is trusted here.',
    }),
  );
}

const PASSING: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'cut the connection'],
  ['EPIPE', 'cut the connection'],
  ['ETIMEDOUT', 'did not accept the connection in time'],
  ['EHOSTUNREACH', 'is out of reach'],
  ['ENETUNREACH', 'is out of reach'],
  ['ENETDOWN', 'is out of reach'],
  ['EADDRNOTAVAIL', 'could not be connected to for want of a local port'],
  ['EAI_AGAIN', 'could not be looked up just now'],
]);

/**
 * The code of an error or of what caused it, at most four levels down. Errors of the runtime are read by their
 * shape: in a test runner's own realm they are no instances of its `Error`.
 */
function codeOf(error: unknown, depth = 4): string | undefined {
  if (!isObject(error) || depth === 0) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
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
