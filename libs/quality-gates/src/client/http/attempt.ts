import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { type QualityGatesError, unreachable } from '@quality-gates/contract';
import { CoordinatorUnavailableError } from '../../errors/index.js';
import type { Answer, Call, EventStream } from './call.js';
import { exchange, type Progress } from './exchange.js';
import { AttemptError, always, never, type Failure } from '../failures/failure.js';
import { networkFailure } from '../failures/network-failure.js';
import { Scope } from '../scope.js';
import type { Undertaking } from './undertaking.js';

/**
 * One HTTP exchange within one wall-clock limit, from the token to the last byte of the body; of an event stream,
 * to its headers.
 *
 * @throws AttemptError, whatever happens
 */
export async function attempt(
  undertaking: Undertaking,
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse<Answer | EventStream>> {
  const { call, address, runtime } = undertaking;
  const ms = call.attemptTimeoutMs ?? address.attemptTimeoutMs;
  const progress: Progress = { waitsFor: 'token' };
  const scope = new Scope(runtime, {
    parent: undertaking.scope.signal,
    limit: { ms, error: () => timedOut(progress, address.url, ms, call) },
  });
  try {
    return await scope.race(exchange(undertaking, config, { signal: scope.signal, progress }));
  } catch (error) {
    const outer = undertaking.scope.cause;
    if (outer) throw new AttemptError(ended(outer, progress));
    if (scope.cause) throw new AttemptError(late(scope.cause, progress));
    if (error instanceof AttemptError) throw error;
    throw new AttemptError(networkFailure(error, address.url));
  } finally {
    scope.close();
  }
}

/** The whole call has ended. Silence until its deadline is a fault, a caller that leaves and a long check are none. */
function ended(cause: QualityGatesError, { waitsFor }: Progress): Failure {
  if (cause.code === 'cancelled') return never(cause);
  const isSilence = waitsFor === 'answer' && cause.code === 'coordinator-unavailable';
  return never(cause, { fault: 'deadline', tells: isSilence ? 'sick' : 'nothing' });
}

function late(cause: QualityGatesError, { waitsFor }: Progress): Failure {
  return waitsFor === 'answer'
    ? always(cause, { fault: 'timeout' })
    : never(cause, { fault: `${waitsFor}-timeout` });
}

function timedOut({ waitsFor }: Progress, url: string, ms: number, call: Call): QualityGatesError {
  const option = call.upload ? 'uploadTimeoutMs' : 'attemptTimeoutMs';
  switch (waitsFor) {
    case 'token':
      return new CoordinatorUnavailableError(`The token was not fetched within ${ms} ms.`, {
        mend: 'Mend the function given as `coordinator.token`.',
      });
    case 'upload':
      return new CoordinatorUnavailableError(
        `What is to be sent to the coordinator was not ready within ${ms} ms.`,
        { mend: `See what keeps git, or raise \`coordinator.${option}\`.` },
      );
    case 'answer':
      return new CoordinatorUnavailableError(`The coordinator at ${url} did not answer within ${ms} ms.`, {
        mend: `See that it runs and is reachable from here, or raise \`coordinator.${option}\`.`,
      });
    default:
      return unreachable(waitsFor);
  }
}
