import type { AxiosResponse } from 'axios';
import type { ResolvedAddress } from '../../options.js';
import type { Call } from './call.js';
import type { Failure } from '../failures/failure.js';
import { readProblem, responseFailure } from '../failures/response-failure.js';
import { retryAfterMs } from '../resilience/retry-after.js';
import type { Runtime } from '../runtime.js';

/** A response that is being read. */
export interface Reading {
  call: Call;
  address: ResolvedAddress;
  runtime: Runtime;
  response: AxiosResponse;
  /** The `Authorization` that it was asked with. */
  bearer?: string;
}

export function headerOf({ headers }: AxiosResponse, name: string): string | undefined {
  const value: unknown = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a body is as it was written: nothing is inflated here, as nobody asked for compression. */
export function isIdentity(response: AxiosResponse): boolean {
  return (headerOf(response, 'content-encoding') ?? 'identity').toLowerCase() === 'identity';
}

/** What a response that is no success means. */
export function refusal({ address, runtime, response, bearer }: Reading, body: Uint8Array): Failure {
  return responseFailure({
    status: response.status,
    problem: readProblem(headerOf(response, 'content-type') ?? '', body),
    url: address.url,
    secret: bearer?.replace(/^Bearer /, ''),
    retryAfterMs: retryAfterMs(
      { retryAfter: headerOf(response, 'retry-after'), date: headerOf(response, 'date') },
      runtime.wallNow(),
    ),
    wallNow: runtime.wallNow(),
  });
}
