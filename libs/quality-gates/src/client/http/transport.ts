import { type CheckId, isQualityGatesError } from '@quality-gates/contract';
import type { AxiosResponse } from 'axios';
import { CoordinatorUnavailableError } from '../../errors/index.js';
import type { ResolvedAddress } from '../../options.js';
import { Backoff } from '../resilience/backoff.js';
import type { Answer, Call, EventStream, Purpose } from './call.js';
import { Connection } from './connection.js';
import { AttemptError } from '../failures/failure.js';
import { guardFor } from '../resilience/guard.js';
import { guardedAttempts } from '../resilience/guarded-attempt.js';
import { causeOf } from '../failures/network-failure.js';
import { quietly } from '../quietly.js';
import { requestHeaders } from './request-headers.js';
import { retryPolicy } from '../resilience/retry-policy.js';
import type { Runtime } from '../runtime.js';
import type { Scope } from '../scope.js';
import { traceFrom } from './trace-context.js';
import type { Undertaking } from './undertaking.js';

export type { Answer, Call, EventStream, Upload } from './call.js';

/** Speaks HTTP with one coordinator. */
export class Transport {
  constructor(
    private readonly address: ResolvedAddress,
    private readonly runtime: Runtime,
    private readonly connection = new Connection(),
    private readonly purpose?: Purpose,
  ) {}

  /** The same connection for the requests of one question, which belong to one trace: its caller's, or a new one. */
  about(checkId: CheckId): Transport {
    const purpose = { checkId, trace: traceFrom(this.address.traceparent) };
    return new Transport(this.address, this.runtime, this.connection, purpose);
  }

  /** @throws QualityGatesError when no attempt brought an answer, or the scope ended */
  async send(call: Call, scope: Scope): Promise<Answer> {
    return this.request<Answer>(this.undertake(call, scope, false));
  }

  /**
   * Opens a stream of server-sent events; connecting and its headers are met like any answer.
   *
   * @throws NoEventsError when a success is no such stream
   * @throws QualityGatesError when no attempt brought an answer, or the scope ended
   */
  async openStream(call: Call, scope: Scope): Promise<EventStream> {
    const headers = { Accept: 'text/event-stream, application/problem+json', ...call.headers };
    return this.request<EventStream>(this.undertake({ ...call, headers }, scope, true));
  }

  close(): void {
    this.connection.close();
  }

  private undertake(call: Call, scope: Scope, isLive: boolean): Undertaking {
    const { address, runtime } = this;
    const { checkId, trace } = this.purpose ?? { trace: traceFrom(undefined) };
    const tell = quietly(address.observe);
    const undertaking: Undertaking = {
      call,
      isLive,
      scope,
      address,
      runtime,
      trace,
      attempts: 0,
      retries: 0,
      isRenewed: false,
      guard: guardFor(address, runtime),
      observe: (what) =>
        tell({ method: call.method, path: call.path, attempt: undertaking.attempts, checkId, ...what }),
    };
    return undertaking;
  }

  private async request<T>(undertaking: Undertaking): Promise<T> {
    const { call, scope, address } = undertaking;
    const { http } = this.connection;
    try {
      const response: AxiosResponse<T> = await scope.race(
        http.request<T>({
          url: address.url + call.path,
          method: call.method,
          headers: requestHeaders(call),
          data: call.body && JSON.stringify(call.body),
          signal: scope.signal,
          adapter: guardedAttempts(undertaking),
          'axios-retry': retryPolicy(undertaking, new Backoff(address.retry), () =>
            this.connection.dropIdle(),
          ),
        }),
      );
      return response.data;
    } catch (error) {
      if (isQualityGatesError(error)) throw error;
      if (error instanceof AttemptError) throw error.failure.error;
      const cause = causeOf(error);
      throw new CoordinatorUnavailableError('The request could not be made.', { cause, retryable: false });
    }
  }
}
