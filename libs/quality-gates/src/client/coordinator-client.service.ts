import {
  checkIdOf,
  type CheckOptions,
  type CheckRequest,
  ConfigurationError,
  type Coordinator,
  type CoordinatorHealth,
  parseCheckRequest,
  type QualityGatesError,
  type Verdict,
} from '@quality-gates/contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CheckTimeoutError, CoordinatorUnavailableError } from '../errors/index.js';
import type { ResolvedAddress, ResolvedOptions } from '../options.js';
import { QUALITY_GATES_OPTIONS, RUNTIME } from '../tokens.js';
import { ask } from './ask.js';
import { Asking } from './asking.js';
import { Teller } from './events/teller.js';
import { readHealth } from './health.js';
import { quietly } from './quietly.js';
import type { Runtime } from './runtime.js';
import { Scope } from './scope.js';
import { Transport } from './http/transport.js';
import { withdraw } from './withdraw.js';

/**
 * Asks a coordinator over HTTP. A verdict, whatever its outcome, means that it answered what was asked; a
 * rejected promise means that nobody did, with a typed error that says why.
 */
@Injectable()
export class CoordinatorClientService implements Coordinator, OnModuleDestroy {
  private readonly remote?: { address: ResolvedAddress; transport: Transport };
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    @Inject(QUALITY_GATES_OPTIONS) options: ResolvedOptions,
    @Inject(RUNTIME) private readonly runtime: Runtime,
  ) {
    if (options.kind === 'embedded') return;
    const { address } = options;
    this.remote = { address, transport: new Transport(address, runtime) };
  }

  /**
   * Asks one question until there is a verdict, at most `deadlineMs` long.
   *
   * @throws CancelledError as soon as `signal` aborts
   * @throws CoordinatorUnavailableError when nobody answered
   * @throws CheckTimeoutError when the check was taken but not finished in time
   * @throws ProtocolError when what answered cannot be believed
   * @throws UnauthorizedError, ForbiddenError, CandidateUnknownError, RequestRejectedError when it was refused
   */
  async checkQuality(request: CheckRequest, options: CheckOptions = {}): Promise<Verdict> {
    const { address, transport } = this.connection();
    const question = parseCheckRequest(request);
    const scope: Scope = new Scope(this.runtime, {
      parent: options.signal,
      limit: { ms: address.deadlineMs, error: () => late(address, asking.isAccepted) },
    });
    const asking: Asking = new Asking({
      request: question,
      address,
      transport: transport.about(checkIdOf(question)),
      runtime: this.runtime,
      scope,
      teller: new Teller(quietly(options.onEvent)),
      isHeard: options.onEvent !== undefined,
      objects: options.objects,
    });
    try {
      const verdict = await scope.race(ask(asking));
      asking.parts.teller.finish(verdict);
      return verdict;
    } catch (error) {
      if (scope.cause && asking.isAccepted) this.leave(asking);
      throw error;
    } finally {
      scope.close();
    }
  }

  /** The same as {@link checkQuality}, under the name that every coordinator has. */
  check(request: CheckRequest, options?: CheckOptions): Promise<Verdict> {
    return this.checkQuality(request, options);
  }

  /**
   * Asks once, without retries, whether the coordinator can answer checks now.
   *
   * @throws CoordinatorUnavailableError, ProtocolError … when it gave no answer at all
   */
  async health({ signal }: { signal?: AbortSignal } = {}): Promise<CoordinatorHealth> {
    const { address, transport } = this.connection();
    const scope = new Scope(this.runtime, {
      parent: signal,
      limit: { ms: address.attemptTimeoutMs, error: () => late(address, false) },
    });
    try {
      return await scope.race(readHealth(transport, scope));
    } finally {
      scope.close();
    }
  }

  /** Ends every connection, once what was given up has been told, within a fraction of a second. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.leaving);
    this.remote?.transport.close();
  }

  /** Nobody waits for this. */
  private leave(asking: Asking): void {
    const done = withdraw(asking).finally(() => this.leaving.delete(done));
    this.leaving.add(done);
  }

  private connection(): { address: ResolvedAddress; transport: Transport } {
    if (this.remote) return this.remote;
    throw new ConfigurationError(
      'CoordinatorClientService: the configured coordinator is an object in this process.',
      {
        mend: 'Inject COORDINATOR or QualityGatesService, or configure `coordinator: { url }`.',
      },
    );
  }
}

function late({ url, deadlineMs }: ResolvedAddress, accepted: boolean): QualityGatesError {
  return accepted
    ? new CheckTimeoutError(`The coordinator at ${url} gave no verdict within ${deadlineMs} ms.`, {
        mend: 'Ask again, which takes up what its gates have answered, or raise `coordinator.deadlineMs`.',
      })
    : new CoordinatorUnavailableError(`The coordinator at ${url} did not answer within ${deadlineMs} ms.`, {
        mend: 'See that it runs and is reachable from here.',
      });
}
