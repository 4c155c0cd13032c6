import ts from 'typescript';
import type { Assertion } from '../../../sources/static-tests.js';
import type { SameButRenamed } from '../renames.js';
import { claimsOf, type Claim } from './claim.js';
import { holds } from './holds.js';
import { knownValue } from './known-value.js';

/**
 * Whether two assertions claim the same in other words, `expect(a.length).toBe(2)` and `expect(a).toHaveLength(2)`, or
 * the new one says which of several the old one was about.
 */
export function isSameClaim(was: Assertion, now: Assertion, same: SameButRenamed): boolean {
  const [old, current] = [claimsOf(was)?.plain, claimsOf(now)?.plain];
  if (old === undefined || current === undefined) return false;
  if (old.not !== current.not || old.rejects !== current.rejects) return false;
  if (old.matcher === current.matcher && same(textOf(old), textOf(current))) return true;
  const whose = old.matcher === 'toContainEqual' && !old.not ? listOfOne(current) : undefined;
  return whose !== undefined && same(textOf(old), textOf({ ...current, subject: whose }));
}

const BOUND = /^toBe(Less|Greater)Than(OrEqual)?$/;

/** Whether the new assertion draws the bound tighter that the old one drew: `toBeLessThan(5)` after `toBeLessThan(9)`. */
export function isTighterBound(was: Assertion, now: Assertion, same: SameButRenamed): boolean {
  const [old, current] = [claimsOf(was)?.plain, claimsOf(now)?.plain];
  if (old === undefined || current === undefined || old.not || current.not) return false;
  if (old.matcher !== current.matcher || old.rejects !== current.rejects) return false;
  const side = BOUND.exec(old.matcher)?.[1];
  if (side === undefined || !same(old.subject.getText(), current.subject.getText())) return false;
  const [before, after] = [boundOf(old), boundOf(current)];
  if (before === undefined || after === undefined) return false;
  return side === 'Less' ? after <= before : after >= before;
}

function boundOf({ expected: [only, more] }: Claim): number | undefined {
  const value = only === undefined || more !== undefined ? undefined : knownValue(only)?.value;
  return typeof value === 'number' ? value : undefined;
}

const textOf = ({ subject, expected }: Claim) =>
  [subject, ...expected].map((one) => one.getText()).join(' , ');

/** The list that a claim equates one element of: `a` of `expect(a[0]).toEqual(b)`. */
function listOfOne({ matcher, subject }: Claim): ts.Expression | undefined {
  if (!/^(toEqual|toStrictEqual)$/.test(matcher)) return undefined;
  if (ts.isElementAccessExpression(subject)) {
    return ts.isNumericLiteral(subject.argumentExpression) ? subject.expression : undefined;
  }
  const isAt =
    ts.isCallExpression(subject) &&
    ts.isPropertyAccessExpression(subject.expression) &&
    subject.expression.name.text === 'at';
  return isAt && ts.isPropertyAccessExpression(subject.expression)
    ? subject.expression.expression
    : undefined;
}

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
