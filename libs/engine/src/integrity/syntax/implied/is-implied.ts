import type ts from 'typescript';
import type { Assertion } from '../../../sources/static-tests.js';
import type { SameButRenamed } from '../renames.js';
import { claimsOf, type Claim } from './claim.js';
import { holds } from './holds.js';
import { knownValue } from './known-value.js';

/** Whether two assertions claim the same in other words: `expect(a.length).toBe(2)`, `expect(a).toHaveLength(2)`. */
export function isSameClaim(was: Assertion, now: Assertion, same: SameButRenamed): boolean {
  const [old, current] = [claimsOf(was)?.plain, claimsOf(now)?.plain];
  if (old === undefined || current === undefined) return false;
  if (old.matcher !== current.matcher || old.not !== current.not || old.rejects !== current.rejects) {
    return false;
  }
  return same(textOf(old), textOf(current));
}

const textOf = ({ subject, expected }: Claim) =>
  [subject, ...expected].map((one) => one.getText()).join(' , ');

/**
 * Whether an assertion says a part of the value that another one writes out, so that it cannot fail where that holds:
 * `expect(a.b).toBe(1)` where `expect(a).toEqual({ b: 1 })`.
 */
export function isPartOf(was: Assertion, now: Assertion): boolean {
  const [old, current] = [claimsOf(was), claimsOf(now)?.literal];
  if (old === undefined || current === undefined || current.not) return false;
  if (old.literal.rejects !== current.rejects) return false;
  const isWhole = /^(toBe|toEqual|toStrictEqual)$/.test(current.matcher);
  const [expected, more] = current.expected;
  if (expected === undefined || more !== undefined) return false;
  if (!isWhole && current.matcher !== 'toMatchObject') return false;
  const written = knownValue(expected);
  if (written === undefined) return false;
  const subject = current.subject.getText();
  const whole = {
    value: written.value,
    isSubject: (node: ts.Expression) => node.getText() === subject,
    isWhole,
    isStrict: current.matcher === 'toStrictEqual',
  };
  return holds(old.literal, whole) || holds(old.plain, whole);
}
