import axios, {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { CoordinatorUnavailableError, ProtocolError } from '../errors/index.js';
import type { ResolvedAddress } from '../options.js';
import { AttemptError, always, never, type Failure } from './failure.js';
import { networkFailure } from './network-failure.js';
import { readBody } from './read-body.js';
import { readProblem, responseFailure } from './response-failure.js';
import { retryAfterMs } from './retry-after.js';
import type { Runtime } from './runtime.js';
import { Scope } from './scope.js';
import { bearerOf } from './token.js';

/**
 * One HTTP exchange, as an axios adapter: token, connection, headers and body within one wall-clock limit.
 * Resolves with the parsed JSON of a 200 or 202; whatever else happens rejects with an {@link AttemptError}.
 */
export function attemptAdapter(address: ResolvedAddress, runtime: Runtime): AxiosAdapter {
  const http = axios.getAdapter('http');

  return async (config) => {
    const parent = config.signal instanceof AbortSignal ? config.signal : undefined;
    const scope = new Scope(runtime, {
      parent,
      limit: { ms: address.attemptTimeoutMs, error: () => timedOut(address) },
    });
    try {
      return await scope.race(exchange(config, scope.signal));
    } catch (error) {
      if (error instanceof AttemptError) throw error;
      if (!scope.cause) throw new AttemptError(networkFailure(error, address.url), config);
      throw new AttemptError(parent?.aborted ? never(scope.cause) : always(scope.cause), config);
    } finally {
      scope.close();
    }
  };

  async function exchange(config: InternalAxiosRequestConfig, signal: AbortSignal): Promise<AxiosResponse> {
    const headers = AxiosHeaders.from(config.headers);
    const bearer = await bearerOf(address.token, config);
    if (bearer !== undefined) headers.set('Authorization', bearer);
    signal.throwIfAborted();
    const response = await http({ ...config, headers, signal });
    const text = await readBody(response.data, address.maxResponseBytes, config);
    const answer = readAnswer(response, text);
    if ('failure' in answer) throw new AttemptError(answer.failure, config);
    return { ...response, config, data: answer.json };
  }

  function readAnswer(response: AxiosResponse, text: string): { json: unknown } | { failure: Failure } {
    const header = (name: string): string | undefined => {
      const value: unknown = response.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const contentType = header('content-type') ?? '';
    if (response.status !== 200 && response.status !== 202) {
      const problem = readProblem(contentType, text);
      const wish = { retryAfter: header('retry-after'), date: header('date') };
      const failure = responseFailure({ status: response.status, problem, url: address.url });
      return { failure: { ...failure, retryAfterMs: retryAfterMs(wish, runtime.wallNow()) } };
    }
    if (
      header('content-encoding')?.toLowerCase() === 'identity' ||
      header('content-encoding') === undefined
    ) {
      if (text !== '' && !/^application\/json\b/i.test(contentType)) {
        return { failure: never(foreign(address, `a body of type "${contentType.slice(0, 100)}"`)) };
      }
      return parseJson(text) ?? { failure: always(foreign(address, 'an empty body or cut JSON')) };
    }
    return { failure: never(foreign(address, 'a compressed body that nobody asked for')) };
  }
}

function parseJson(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function timedOut({ url, attemptTimeoutMs }: ResolvedAddress): CoordinatorUnavailableError {
  return new CoordinatorUnavailableError(
    `The coordinator at ${url} did not answer within ${attemptTimeoutMs} ms.`,
    { mend: 'See that it runs and is reachable from here, or raise `coordinator.attemptTimeoutMs`.' },
  );
}

function foreign({ url }: ResolvedAddress, what: string): ProtocolError {
  return new ProtocolError(`What answers at ${url} sent ${what}.`, {
    mend: 'See that `coordinator.url` is the root of a coordinator and that no proxy answers in its place.',
  });
}
