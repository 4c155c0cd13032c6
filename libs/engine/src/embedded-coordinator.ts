import {
  CancelledError,
  checkIdOf,
  parseCheckRequest,
  QualityGatesError,
  type CheckEvent,
  type CheckId,
  type CheckOptions,
  type CheckRequest,
  type Coordinator,
  type CoordinatorHealth,
  type Verdict,
} from '@quality-gates/contract';
import { check } from './check.js';
import { startEngine, type Engine, type EngineOptions } from './engine.js';
import { ENGINE_VERSION } from './version.js';

const MAX_EVENTS_KEPT = 1000;

/** One execution of a question and those who wait for it. */
interface Flight {
  verdict: Promise<Verdict>;
  controller: AbortController;
  /** What has happened so far, for those who join late. */
  events: CheckEvent[];
  listeners: Set<(event: CheckEvent) => void>;
  waiting: number;
}

/**
 * A coordinator in this process. Identical questions that are asked at the same time share one run; the run is
 * cancelled when the last of those who wait has left.
 *
 * @example
 * await using coordinator = new EmbeddedCoordinator({ sandbox: 'bubblewrap' });
 * const verdict = await coordinator.check(request);
 */
export class EmbeddedCoordinator implements Coordinator, AsyncDisposable {
  readonly #options: EngineOptions;
  readonly #flights = new Map<CheckId, Flight>();
  /** Runs that nobody waits for any more, until they have really ended. */
  readonly #ending = new Map<CheckId, Promise<void>>();
  #engine: Promise<Engine> | undefined;
  #closed = false;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
  }

  async check(request: CheckRequest, options: CheckOptions = {}): Promise<Verdict> {
    const question = parseCheckRequest(request);
    if (options.signal?.aborted) throw new CancelledError(undefined, { cause: options.signal.reason });
    const checkId = checkIdOf(question);
    const flight = this.#flights.get(checkId) ?? this.#start(checkId, question);
    return this.#join(checkId, flight, options);
  }

  async health(): Promise<CoordinatorHealth> {
    try {
      const { sandbox, limiter, warning } = await this.#started();
      return {
        status: 'ok',
        engineVersion: ENGINE_VERSION,
        sandbox: sandbox.kind,
        containment: limiter.containment,
        ...(warning ? { detail: warning } : {}),
      };
    } catch (error) {
      return {
        status: 'unavailable',
        engineVersion: ENGINE_VERSION,
        detail: error instanceof Error ? error.message : String(error),
      };
    }
  }

  /** Cancels what runs, ends every process, removes every workspace. */
  async close(): Promise<void> {
    this.#closed = true;
    const flights = [...this.#flights.values()];
    for (const flight of flights) flight.controller.abort();
    await Promise.allSettled([...flights.map((flight) => flight.verdict), ...this.#ending.values()]);
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #started(): Promise<Engine> {
    if (this.#closed) throw new QualityGatesError('shutting-down', 'This coordinator has been closed.');
    this.#engine ??= startEngine(this.#options).catch((error: unknown) => {
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  #start(checkId: CheckId, request: CheckRequest): Flight {
    const flight: Omit<Flight, 'verdict'> = {
      controller: new AbortController(),
      events: [],
      listeners: new Set(),
      waiting: 0,
    };
    const emit = (event: CheckEvent) => {
      if (flight.events.length < MAX_EVENTS_KEPT) flight.events.push(event);
      for (const listener of flight.listeners) tell(listener, event);
    };
    const earlier = this.#ending.get(checkId);
    const run = async () => {
      // One run of a question at a time, also while a cancelled one still ends its processes.
      await earlier;
      const engine = await this.#started();
      return check(request, engine, { signal: flight.controller.signal, emit });
    };
    const verdict = run().finally(() => {
      if (this.#flights.get(checkId) === started) this.#flights.delete(checkId);
    });
    verdict.catch(() => {});
    const started: Flight = Object.assign(flight, { verdict });
    this.#flights.set(checkId, started);
    return started;
  }

  async #join(checkId: CheckId, flight: Flight, { signal, onEvent }: CheckOptions): Promise<Verdict> {
    if (onEvent) {
      for (const event of flight.events) tell(onEvent, event);
      flight.listeners.add(onEvent);
    }
    flight.waiting += 1;
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new CancelledError(undefined, { cause: signal?.reason }));
      signal?.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([flight.verdict, left]);
    } catch (error) {
      if (flight.controller.signal.aborted && !signal?.aborted) {
        throw new QualityGatesError(
          'shutting-down',
          'The coordinator was closed before the check was done.',
          { cause: error },
        );
      }
      throw error;
    } finally {
      if (leave) signal?.removeEventListener('abort', leave);
      if (onEvent) flight.listeners.delete(onEvent);
      flight.waiting -= 1;
      if (flight.waiting === 0 && this.#flights.get(checkId) === flight) {
        // Nobody waits any more: whoever asks again gets a run of its own.
        this.#flights.delete(checkId);
        flight.controller.abort();
        this.#awaitEnd(checkId, flight);
      }
    }
  }

  #awaitEnd(checkId: CheckId, flight: Flight): void {
    const over = () => {
      if (this.#ending.get(checkId) === ended) this.#ending.delete(checkId);
    };
    const ended: Promise<void> = flight.verdict.then(over, over);
    this.#ending.set(checkId, ended);
  }
}

function tell(listener: (event: CheckEvent) => void, event: CheckEvent): void {
  try {
    listener(event);
  } catch {
    // A listener's trouble is its own.
  }
}
