import type { CheckId, Verdict } from '@quality-gates/contract';
import { BusyError } from '../../queue/busy-error.js';

/** What outlasts the process: the number of the latest run that was started, and its verdict where that counts. */
export interface StoredCheck {
  run: number;
  answer?: StoredAnswer;
}

export interface StoredAnswer {
  verdict: Verdict;
  /** The number of the verdict among the events of its run. */
  sequence: number;
}

/** Where checks outlast the process. A storage that fails costs time, never an answer. */
export interface CheckStore {
  /** What is stored; undefined too where it cannot be read, and without an answer that was judged otherwise. */
  find(checkId: CheckId): Promise<StoredCheck | undefined>;
  /** Another coordinator has taken over; nothing that happens here counts any more. */
  readonly isSuperseded: boolean;
  /** How often the storage has failed. */
  readonly failures: number;
  /** @throws SupersededError where it is not this process's to say */
  write(checkId: CheckId, entry: StoredCheck): Promise<void>;
}

/** Forgets everything. */
export const noStore: CheckStore = {
  isSuperseded: false,
  failures: 0,
  find: async () => undefined,
  write: async () => {},
};

export const CHECK_STORE = Symbol.for('quality-gates:coordinator:check-store');

const ASK_AGAIN_SECONDS = 2;

/** Somebody else has written since: a coordinator that took over, or a later run. */
export class SupersededError extends BusyError {
  constructor(message: string) {
    super('coordinator-unavailable', message, ASK_AGAIN_SECONDS);
  }
}
