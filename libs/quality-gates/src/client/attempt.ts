import axios, {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { isQualityGatesError } from '@quality-gates/contract';
import { CoordinatorUnavailableError } from '../errors/index.js';
import type { ResolvedAddress } from '../options.js';
import type { Answer, Call, EventStream } from './call.js';
import { AttemptError, always, never } from './failure.js';
import { networkFailure } from './network-failure.js';
import { readAnswer, readEvents } from './read-answer.js';
import type { Runtime } from './runtime.js';
import { Scope } from './scope.js';
import { bearerOf } from './token.js';
import { openUpload } from './upload.js';

interface Attempting {
  address: ResolvedAddress;
  runtime: Runtime;
  call: Call;
  /** Whether the answer is a stream of events, handed over as soon as its headers are there. */
  live: boolean;
}

/**
 * One HTTP exchange, as an axios adapter: token, connection, headers and body within one wall-clock limit.
 * Resolves with an {@link Answer} or {@link EventStream}; whatever else happens rejects with an
 * {@link AttemptError}.
 */
export function attemptAdapter({ address, runtime, call, live }: Attempting): AxiosAdapter {
  const http = axios.getAdapter('http');
  const limitMs = call.attemptTimeoutMs ?? address.attemptTimeoutMs;

  return async (config) => {
    const parent = config.signal instanceof AbortSignal ? config.signal : undefined;
    const scope = new Scope(runtime, {
      parent,
      limit: { ms: limitMs, error: () => timedOut(address.url, limitMs) },
    });
    try {
      const response = await scope.race(exchange(config, scope.signal));
      return { ...response, config };
    } catch (error) {
      if (scope.cause)
        throw new AttemptError(parent?.aborted ? never(scope.cause) : always(scope.cause), config);
      if (error instanceof AttemptError) throw error;
      throw new AttemptError(networkFailure(error, address.url), config);
    } finally {
      scope.close();
    }
  };

  async function exchange(
    config: InternalAxiosRequestConfig,
    signal: AbortSignal,
  ): Promise<AxiosResponse<Answer | EventStream>> {
    const headers = AxiosHeaders.from(config.headers);
    const bearer = await bearerOf(address.token, config);
    if (bearer !== undefined) headers.set('Authorization', bearer);
    const upload = call.upload && (await openUpload(call.upload, signal, config));
    let response: AxiosResponse | undefined;
    try {
      signal.throwIfAborted();
      response = await http({ ...config, headers, signal, ...(upload && { data: upload.body }) });
      const reading = { address, runtime, call, response, config };
      if (live) return { ...response, data: await readEvents(reading, lifeOf(config)) };
      const answer = await readAnswer(reading);
      believe(answer, config);
      return { ...response, data: answer };
    } catch (error) {
      throw upload?.fault() ?? error;
    } finally {
      upload?.close(response?.request);
    }
  }

  function believe(answer: Answer, config: object): void {
    try {
      call.believe?.(answer);
    } catch (error) {
      if (isQualityGatesError(error)) throw new AttemptError(never(error), config);
      throw error;
    }
  }
}

/** The signal that the whole call ends by, which outlasts the attempt. */
function lifeOf({ signal }: InternalAxiosRequestConfig): AbortSignal {
  return signal instanceof AbortSignal ? signal : AbortSignal.abort();
}

function timedOut(url: string, limitMs: number): CoordinatorUnavailableError {
  return new CoordinatorUnavailableError(`The coordinator at ${url} did not answer within ${limitMs} ms.`, {
    mend: 'See that it runs and is reachable from here, or raise `coordinator.attemptTimeoutMs`.',
  });
}
