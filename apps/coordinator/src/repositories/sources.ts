import {
  type Candidate,
  CancelledError,
  type CheckRequest,
  QualityGatesError,
  unreachable,
  WIRE_PATHS,
} from '@quality-gates/contract';
import { openRepository, type Repository } from '@quality-gates/git';
import { waitFor } from '../waiting/wait.js';
import { BusyError } from '../queue/busy-error.js';
import { baseProblem } from './base-problem.js';
import type { ObjectStores, StoreOf } from './object-stores.js';
import { type RemoteBases, RETRY_AFTER_SECONDS } from './remote-bases.js';
import type { Repositories } from './repositories.js';
import { Turns } from './turns.js';

export interface SourcesOptions {
  repositories: Repositories;
  stores: ObjectStores;
  remotes: RemoteBases;
  /** How long a question is held for a fetch, in milliseconds. @default 15000 */
  fetchWaitMs?: number;
}

/** What a look finds of a candidate. */
interface Found {
  /** What is wrong with the base. */
  problem: string | undefined;
  /** Whether the base is the empty tree, which is good only as long as nobody has made a branch. */
  isFirst: boolean;
  /** Whether the candidate's objects are there. */
  isKnown: boolean;
}

const FETCH_WAIT_MS = 15_000;
/** Each look takes a few short git processes. */
const LOOKS_AT_ONCE = 8;

/** Makes sure that what a question names is there before it is queued, and that its base is one of this side. */
export class Sources {
  private readonly turns = new Turns(LOOKS_AT_ONCE);

  constructor(private readonly options: SourcesOptions) {}

  /**
   * Finds what a question is about. For a registered name, the base has to be reachable from what its ref names in
   * the registered repository (fetched from the remote where it is not known yet), and the candidate has to be
   * there or to have been sent.
   *
   * @returns the path of the repository that the check is made in
   * @throws QualityGatesError `repository-unknown`, `revision-unknown`, `candidate-unknown`,
   *   `coordinator-unavailable` when the remote cannot be reached, or not yet, `cancelled`
   */
  async ensure({ candidate }: CheckRequest, signal: AbortSignal): Promise<string> {
    const { repositories, stores } = this.options;
    const path = await repositories.resolve(candidate.repository);
    const store = stores.get(candidate.repository);
    if (store === undefined) return path;
    const { problem, isKnown } = await this.find(store, candidate, signal);
    if (problem !== undefined) throw baseUnknown(problem);
    if (!isKnown) throw candidateUnknown(store.name, candidate);
    return path;
  }

  private async find(store: StoreOf, candidate: Candidate, signal: AbortSignal): Promise<Found> {
    const { remotes } = this.options;
    const look = () => this.look(store, candidate, signal);
    if (store.repository.remote === undefined) return look();
    await this.hold(remotes.prepare(store), signal);
    const known = await look();
    if (isCertain(known)) return known;
    const running = remotes.running(store);
    if (running) {
      await this.hold(running, signal);
      const fetched = await look();
      if (isCertain(fetched)) return fetched;
    }
    await this.hold(remotes.fresh(store), signal);
    return look();
  }

  /** By the trusted branches and tags, and the objects of all that belongs to the name. */
  private look(store: StoreOf, candidate: Candidate, signal: AbortSignal): Promise<Found> {
    return this.turns.take(async () => {
      if (signal.aborted) throw new CancelledError();
      const others = [store.path, ...this.options.stores.alsoReadFrom(store.path)];
      await using repository = await openRepository(store.trusted, {
        temporaryDirectory: store.incoming,
        alsoReadFrom: others.filter((path) => path !== store.trusted),
        signal,
      });
      const isFirst = candidate.base.commit === repository.emptyTree;
      // In this order: what a fetch brings meanwhile is there before the branch that names it.
      const problem = await baseProblem(repository, candidate.base);
      const isKnown = await hasAll(repository, candidate);
      return { problem, isFirst, isKnown };
    });
  }

  /** Waits for what others wait for, too, and what goes on when nobody does. */
  private async hold(work: Promise<void>, signal: AbortSignal): Promise<void> {
    const end = await waitFor(work, this.options.fetchWaitMs ?? FETCH_WAIT_MS, signal);
    switch (end) {
      case 'came':
        return work;
      case 'gone':
        throw new CancelledError();
      case 'elapsed':
        throw new BusyError(
          'coordinator-unavailable',
          'The remote is still being fetched, so that its branches are not known yet.',
          RETRY_AFTER_SECONDS,
        );
      default:
        return unreachable(end);
    }
  }
}

/** Whether another fetch would change nothing. */
function isCertain({ problem, isFirst }: Found): boolean {
  return problem === undefined && !isFirst;
}

async function hasAll(repository: Repository, { tree, commit }: Candidate): Promise<boolean> {
  const oids = [tree, ...(commit === undefined ? [] : [commit])];
  const known = await Promise.all(oids.map((oid) => repository.has(oid)));
  return known.every(Boolean);
}

function baseUnknown(problem: string): QualityGatesError {
  return new QualityGatesError('revision-unknown', problem, {
    mend: 'Take the base from the registered repository: fetch it, and make the change on what is there.',
  });
}

function candidateUnknown(name: string, { tree, commit }: Candidate): QualityGatesError {
  const what = commit === undefined ? `tree ${tree}` : `commit ${commit} with the tree ${tree}`;
  return new QualityGatesError('candidate-unknown', `The ${what} is not known for ${name}.`, {
    mend: `Send its objects with PUT ${WIRE_PATHS.objects(name)}, then ask again.`,
  });
}
