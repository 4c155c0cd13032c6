import { fetchRefs } from '@quality-gates/git';
import type { Logger } from '../logging/logger.js';
import { BusyError } from '../queue/busy-error.js';
import type { ObjectStores, StoreOf } from './object-stores.js';
import { remoteOf } from './remote-of.js';
import { RepeatedFetch } from './repeated-fetch.js';

export interface RemoteBasesOptions {
  logger: Logger;
  /** The least time between two fetches of one remote, in milliseconds. @default 3000 */
  fetchIntervalMs?: number;
  /** How long a fetch may take, in milliseconds. @default 900000 */
  fetchTimeoutMs?: number;
  /** The largest pack that is fetched at once. @default 17179869184 (16 GiB) */
  fetchLimitBytes?: number;
}

const FETCH_INTERVAL_MS = 3_000;
const FETCH_TIMEOUT_MS = 900_000;
const FETCH_LIMIT_BYTES = 16 * 1024 ** 3;
export const RETRY_AFTER_SECONDS = 5;

/** Keeps the branches and tags of remotes in the coordinator's stores. */
export class RemoteBases {
  private readonly fetches = new Map<string, RepeatedFetch>();
  private readonly closing = new AbortController();

  constructor(
    private readonly stores: ObjectStores,
    private readonly options: RemoteBasesOptions,
  ) {}

  /** Sees to it that the stores of a name are there. @throws BusyError when its remote cannot be reached */
  prepare(store: StoreOf): Promise<void> {
    const made = () => this.stores.make(store);
    return store.repository.remote === undefined ? made() : this.reach(store, made);
  }

  /** The fetch that is going on, if any. It never rejects. */
  running(store: StoreOf): Promise<void> | undefined {
    return this.fetches.get(store.name)?.running;
  }

  /** Settles when a fetch that begins after this call has ended. @throws BusyError when it has failed */
  fresh(store: StoreOf): Promise<void> {
    const { fetchIntervalMs = FETCH_INTERVAL_MS } = this.options;
    const fetch = this.fetches.get(store.name) ?? new RepeatedFetch(() => this.fetch(store), fetchIntervalMs);
    this.fetches.set(store.name, fetch);
    return fetch.fresh();
  }

  /** Ends what is being fetched. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.fetches.values()].map(async ({ running }) => running));
  }

  private fetch(store: StoreOf): Promise<void> {
    const { fetchTimeoutMs = FETCH_TIMEOUT_MS, fetchLimitBytes = FETCH_LIMIT_BYTES } = this.options;
    return this.reach(store, async () =>
      fetchRefs(store.bases, await remoteOf(store.repository), {
        timeoutMs: fetchTimeoutMs,
        maxBytes: fetchLimitBytes,
        signal: this.closing.signal,
      }),
    );
  }

  /** What git says of a remote is for the operator alone. */
  private async reach(store: StoreOf, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.options.logger.warn({ repository: store.name, err: error }, 'remote could not be fetched');
      throw new BusyError(
        'coordinator-unavailable',
        `The remote of ${store.name} could not be fetched, so that its branches are not known.`,
        RETRY_AFTER_SECONDS,
      );
    }
  }
}
