import { CancelledError, type CheckRequest, QualityGatesError, WIRE_PATHS } from '@quality-gates/contract';
import { fetchRefs, openRepository, type Repository } from '@quality-gates/git';
import type { Logger } from '../logging/logger.js';
import { BusyError } from '../queue/busy-error.js';
import { baseProblem } from './base-problem.js';
import type { ObjectStores, StoreOf } from './object-stores.js';
import { remoteOf } from './remote-of.js';
import { RepeatedFetch } from './repeated-fetch.js';
import type { Repositories } from './repositories.js';
import { Turns } from './turns.js';

export interface SourcesOptions {
  logger: Logger;
  /** The least time between two fetches of one remote, in milliseconds. @default 3000 */
  fetchIntervalMs?: number;
  /** How long a fetch may take, in milliseconds. @default 120000 */
  fetchTimeoutMs?: number;
  /** The largest pack that is fetched at once. */
  fetchLimitBytes?: number;
}

const FETCH_INTERVAL_MS = 3_000;
const FETCH_TIMEOUT_MS = 120_000;
const RETRY_AFTER_SECONDS = 5;
/** Each look takes a few short git processes. */
const LOOKS_AT_ONCE = 8;

/** Makes sure that what a question names is there before it is queued, and that its base is one of this side. */
export class Sources {
  private readonly turns = new Turns(LOOKS_AT_ONCE);
  private readonly fetches = new Map<string, RepeatedFetch>();
  private readonly closing = new AbortController();

  constructor(
    private readonly repositories: Repositories,
    private readonly stores: ObjectStores,
    private readonly options: SourcesOptions,
  ) {}

  /**
   * Finds what a question is about. For a registered name, the base has to be reachable from what its ref names in
   * the registered repository (fetched from the remote where it is not known yet), and the candidate has to be
   * there or to have been sent.
   *
   * @returns the path of the repository that the check is made in
   * @throws QualityGatesError `repository-unknown`, `revision-unknown`, `candidate-unknown`,
   *   `coordinator-unavailable` when the remote cannot be reached, `cancelled`
   */
  async ensure({ candidate }: CheckRequest, signal: AbortSignal): Promise<string> {
    const path = await this.repositories.resolve(candidate.repository);
    const store = this.stores.get(candidate.repository);
    if (store === undefined) return path;
    await this.ensureBase(store, candidate, signal);
    if (!(await this.look(store, signal, (repository) => isKnown(repository, candidate)))) {
      throw candidateUnknown(store.name, candidate);
    }
    return path;
  }

  /** Ends what is being fetched. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.fetches.values()].map(async ({ running }) => running));
  }

  private async ensureBase(
    store: StoreOf,
    { base }: CheckRequest['candidate'],
    signal: AbortSignal,
  ): Promise<void> {
    const look = <Result>(use: (repository: Repository) => Promise<Result>) => this.look(store, signal, use);
    // That a repository has no branch yet is not known from an earlier look at its remote.
    const isGood = () =>
      look(
        async (repository) =>
          base.commit !== repository.emptyTree && (await baseProblem(repository, base)) === undefined,
      );
    if (store.repository.remote !== undefined) {
      await orGone(this.prepare(store), signal);
      if (await isGood()) return;
      const fetch = this.fetchOf(store);
      if (fetch.running) {
        await orGone(fetch.running, signal);
        if (await isGood()) return;
      }
      await orGone(fetch.fresh(), signal);
    }
    const problem = await look((repository) => baseProblem(repository, base));
    if (problem !== undefined) throw baseUnknown(problem);
  }

  /** Shows the trusted branches and tags, with the objects of all that belongs to the name. */
  private look<Result>(
    store: StoreOf,
    signal: AbortSignal,
    use: (repository: Repository) => Promise<Result>,
  ): Promise<Result> {
    return this.turns.take(async () => {
      if (signal.aborted) throw new CancelledError();
      const others = [store.path, ...this.stores.alsoReadFrom(store.path)];
      await using repository = await openRepository(store.trusted, {
        temporaryDirectory: store.incoming,
        alsoReadFrom: others.filter((path) => path !== store.trusted),
        signal,
      });
      // Awaited here, for the repository is closed at the end of this block.
      return await use(repository);
    });
  }

  private fetchOf(store: StoreOf): RepeatedFetch {
    const { fetchIntervalMs = FETCH_INTERVAL_MS } = this.options;
    const fetch = this.fetches.get(store.name) ?? new RepeatedFetch(() => this.fetch(store), fetchIntervalMs);
    this.fetches.set(store.name, fetch);
    return fetch;
  }

  private async fetch(store: StoreOf): Promise<void> {
    const { fetchTimeoutMs: timeoutMs = FETCH_TIMEOUT_MS, fetchLimitBytes: maxBytes } = this.options;
    const { signal } = this.closing;
    await this.reach(store, async () =>
      fetchRefs(store.bases, await remoteOf(store.repository), { timeoutMs, maxBytes, signal }),
    );
  }

  /** Sees to it that the stores of a name are there. @throws BusyError when its remote cannot be reached */
  async prepare(store: StoreOf): Promise<void> {
    return this.reach(store, () => this.stores.make(store));
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

async function isKnown(
  repository: Repository,
  { tree, commit }: CheckRequest['candidate'],
): Promise<boolean> {
  const known = await Promise.all(
    [tree, ...(commit === undefined ? [] : [commit])].map((oid) => repository.has(oid)),
  );
  return known.every(Boolean);
}

/** Waits for what others wait for, too; whoever has gone waits no more. */
async function orGone(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(new CancelledError());
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    await Promise.race([work, left]);
  } finally {
    if (leave) signal.removeEventListener('abort', leave);
  }
}

function baseUnknown(problem: string): QualityGatesError {
  return new QualityGatesError('revision-unknown', problem, {
    mend: 'Take the base from the registered repository: fetch it, and make the change on what is there.',
  });
}

function candidateUnknown(name: string, { tree, commit }: CheckRequest['candidate']): QualityGatesError {
  const what = commit === undefined ? `tree ${tree}` : `commit ${commit} with the tree ${tree}`;
  return new QualityGatesError('candidate-unknown', `The ${what} is not known for ${name}.`, {
    mend: `Send its objects with PUT ${WIRE_PATHS.objects(name)}, then ask again.`,
  });
}
