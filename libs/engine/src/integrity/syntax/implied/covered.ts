import type { Assertion } from '../../../sources/static-tests.js';
import { isPartOf } from './is-implied.js';

/**
 * Keeps which assertions of the base are covered by what the candidate writes out as a whole. One whole can stand for
 * many parts, but only for those that were asserted at one moment, and for each of them once: after something more has
 * happened, the same words assert something else.
 */
export class Covered {
  readonly #moments = new Map<Assertion, number>();
  readonly #parts = new Map<Assertion, Set<string>>();

  /** An assertion of the candidate stands for one of the base, and so for its moment. */
  settle(was: Assertion, now: Assertion): void {
    this.#moments.set(now, was.moment);
  }

  /** Whether one of these covers an assertion of the base; it then counts as used for it. */
  take(was: Assertion, wholes: readonly Assertion[]): boolean {
    const by = wholes.find((now) => {
      const moment = this.#moments.get(now) ?? was.moment;
      return moment === was.moment && !this.#parts.get(now)?.has(was.text) && isPartOf(was, now);
    });
    if (by === undefined) return false;
    this.settle(was, by);
    this.#parts.set(by, new Set([...(this.#parts.get(by) ?? []), was.text]));
    return true;
  }
}
