import type { Assertion, StaticTest } from '../../../sources/static-tests.js';
import { isSnapshotOfFile } from '../matchers.js';
import { isPartOf } from './is-implied.js';

/** Whether a test that keeps nothing in snapshot files any more writes out itself what was recorded for an assertion. */
export function isWrittenOut(was: Assertion, { assertions }: StaticTest): boolean {
  if (assertions.some(({ matcher }) => isSnapshotOfFile(matcher))) return false;
  return assertions.some(
    (now) => now.nesting !== 'caught' && now.nesting !== 'conditional' && !now.constant && isPartOf(was, now),
  );
}
