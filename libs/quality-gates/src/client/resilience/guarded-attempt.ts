import { AxiosHeaders, type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { attempt } from '../http/attempt.js';
import type { Pass } from './circuit-breaker.js';
import { AttemptError, never, type Failure } from '../failures/failure.js';
import { circuitOpen } from './held-back.js';
import { networkFailure } from '../failures/network-failure.js';
import type { Undertaking } from '../http/undertaking.js';

/** Makes each attempt of a call, as an axios adapter: by leave of the circuit, in its trace, under observation. */
export function guardedAttempts(undertaking: Undertaking): AxiosAdapter {
  const { call, guard, address, trace, runtime, observe } = undertaking;

  return async (config) => {
    undertaking.attempts += 1;
    const pass = admit(config);
    if (undertaking.attempts === 1 && call.isUncounted !== true) guard.budget.earn();
    const traceparent = trace.next();
    const startedAt = runtime.now();
    const told = () => ({ type: 'attempt', durationMs: runtime.now() - startedAt, traceparent }) as const;
    try {
      const response = await attempt(undertaking, request(config, traceparent, pass));
      observe({ ...told(), status: response.status });
      settle(pass);
      return response;
    } catch (error) {
      const failure = error instanceof AttemptError ? error.failure : networkFailure(error, address.url);
      observe({ ...told(), status: failure.status, fault: failure.fault, code: failure.error.code });
      settle(pass, failure);
      throw new AttemptError(failure, config);
    }
  };

  /** @throws AttemptError while the circuit is open */
  function admit(config: object): Pass | undefined {
    const leave = call.isUncounted === true ? undefined : guard.breaker?.admit();
    if (leave === undefined) return undefined;
    if ('forMs' in leave) throw new AttemptError(never(circuitOpen(undertaking, leave)), config);
    if (leave.isProbe) observe({ type: 'circuit-changed', state: 'half-open' });
    return leave;
  }

  function settle(pass: Pass | undefined, failure?: Failure): void {
    const state =
      pass && guard.breaker?.settle(pass, failure?.tells ?? 'alive', failure?.error.message ?? '');
    if (state === 'closed') observe({ type: 'circuit-changed', state });
    if (state === 'open') {
      const forMs = guard.breaker?.refusal?.forMs ?? 0;
      observe({ type: 'circuit-changed', state, notBefore: new Date(runtime.wallNow() + forMs) });
    }
  }
}

function request(
  config: InternalAxiosRequestConfig,
  traceparent: string,
  pass: Pass | undefined,
): InternalAxiosRequestConfig {
  const headers = AxiosHeaders.from(config.headers).concat({ traceparent });
  // All others wait for what a probe shows: it must not be held back itself.
  if (pass?.isProbe === true && headers.has('Prefer')) headers.set('Prefer', 'wait=0');
  return { ...config, headers };
}
