import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpService } from '@nestjs/axios';
import { isQualityGatesError } from '@quality-gates/contract';
import axios, { type AxiosResponse } from 'axios';
import axiosRetry, { type IAxiosRetryConfig } from 'axios-retry';
import { CoordinatorUnavailableError } from '../errors/index.js';
import type { ResolvedAddress } from '../options.js';
import { attemptAdapter } from './attempt.js';
import { Backoff } from './backoff.js';
import type { Answer, Call, EventStream } from './call.js';
import { AttemptError, type Failure } from './failure.js';
import { requestHeaders } from './request-headers.js';
import type { Runtime } from './runtime.js';
import type { Scope } from './scope.js';

export type { Answer, Call, EventStream, Upload } from './call.js';

/** Speaks HTTP with one coordinator, over connections and an axios instance of its own. */
export class Transport {
  private readonly agents = {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  };
  private readonly backoff: Backoff;
  private readonly http: HttpService;

  constructor(
    private readonly address: ResolvedAddress,
    private readonly runtime: Runtime,
  ) {
    this.backoff = new Backoff(address.retry);
    const instance = axios.create({
      ...this.agents,
      // Bodies are read, bounded and parsed by the attempt; nothing is believed that axios guessed.
      responseType: 'stream',
      decompress: false,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: null,
      maxRedirects: 0,
      proxy: false,
    });
    axiosRetry(instance);
    this.http = new HttpService(instance);
  }

  /** @throws QualityGatesError when no attempt brought an answer, or the scope ended */
  async send(call: Call, scope: Scope): Promise<Answer> {
    return this.request<Answer>(call, scope, false);
  }

  /**
   * Opens a stream of server-sent events; connecting and its headers are met like any answer.
   *
   * @throws NoEventsError when a success is no such stream
   * @throws QualityGatesError when no attempt brought an answer, or the scope ended
   */
  async openStream(call: Call, scope: Scope): Promise<EventStream> {
    const headers = { Accept: 'text/event-stream, application/problem+json', ...call.headers };
    return this.request<EventStream>({ ...call, headers }, scope, true);
  }

  private async request<T>(call: Call, scope: Scope, live: boolean): Promise<T> {
    const { address, runtime } = this;
    try {
      const response: AxiosResponse<T> = await scope.race(
        this.http.axiosRef.request<T>({
          adapter: attemptAdapter({ address, runtime, call, live }),
          url: address.url + call.path,
          method: call.method,
          signal: scope.signal,
          headers: requestHeaders(call),
          data: call.body && JSON.stringify(call.body),
          'axios-retry': this.retryPolicy(call, scope),
        }),
      );
      return response.data;
    } catch (error) {
      if (isQualityGatesError(error)) throw error;
      if (error instanceof AttemptError) throw error.failure.error;
      throw new CoordinatorUnavailableError('The request could not be made.', {
        cause: error,
        retryable: false,
      });
    }
  }

  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  /** axios-retry drives the attempts; the waiting is ours, so that it ends with its scope and its time can be told. */
  private retryPolicy(call: Call, scope: Scope): IAxiosRetryConfig {
    return {
      retries: (call.maxAttempts ?? this.address.retry.maxAttempts) - 1,
      retryCondition: (error: unknown) => error instanceof AttemptError && error.failure.retries > 0,
      retryDelay: () => 0,
      onRetry: async (retry, error: unknown) => {
        if (!(error instanceof AttemptError)) return;
        if (retry > error.failure.retries) throw error.failure.error;
        await this.pause(retry, error.failure, scope);
      },
    };
  }

  private async pause(retry: number, failure: Failure, scope: Scope): Promise<void> {
    if (failure.staleSocket === true && retry === 1) {
      this.dropIdleSockets();
      return;
    }
    const delayMs = (failure.retryAfterMs ?? 0) + this.backoff.delayMs(retry, () => this.runtime.random());
    if (delayMs < scope.remainingMs) {
      await scope.sleep(delayMs);
      return;
    }
    const notBefore = new Date(this.runtime.wallNow() + delayMs);
    throw new CoordinatorUnavailableError(
      `${failure.error.message} It may be asked again not before ${notBefore.toISOString()}, which is past the deadline.`,
      { cause: failure.error, notBefore },
    );
  }

  private dropIdleSockets(): void {
    for (const { freeSockets } of Object.values(this.agents)) {
      for (const sockets of Object.values(freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    }
  }
}
