import { unreachable } from '@quality-gates/contract';
import { likeness } from '../../evidence/likeness.js';
import type { Assertion } from '../../sources/static-tests.js';
import { Covered } from './implied/covered.js';
import { isSameClaim, isTighterBound } from './implied/is-implied.js';
import { isCount, isSnapshot, strengthOf } from './matchers.js';
import type { SameButRenamed } from './renames.js';

/** What became of an assertion of the base. */
export type AssertionChange =
  | { kind: 'removed'; was: Assertion }
  | { kind: 'weakened'; was: Assertion; now: Assertion; how: string }
  | { kind: 'changed'; was: Assertion; now: Assertion }
  | { kind: 'snapshot'; was: Assertion; now: Assertion };

const ALIKE = 0.5;
const MAX_COMPARED = 400;
const RANK = { direct: 0, callback: 0, loop: 1, conditional: 2, caught: 3 } as const;

/**
 * Holds the assertions of a test against those of the base. `elsewhere` says whether an assertion that vanished stands
 * in a test or a helper that the change brought.
 */
export function assertionChanges(
  base: readonly Assertion[],
  candidate: readonly Assertion[],
  same: SameButRenamed,
  elsewhere: (was: Assertion) => boolean,
): AssertionChange[] {
  const changes: AssertionChange[] = [];
  let left = base.filter(isAsserting).slice(0, MAX_COMPARED);
  const compared = candidate.filter((one) => !isCount(one.matcher)).slice(0, MAX_COMPARED);
  let free = compared;
  const covered = new Covered();

  const settle = (
    belong: (was: Assertion, now: Assertion) => boolean,
    judge: (was: Assertion, now: Assertion) => AssertionChange | undefined,
  ): void => {
    left = left.filter((was) => {
      const at = free.findIndex((now) => belong(was, now));
      const now = free[at];
      if (now === undefined) return true;
      free = free.filter((_, index) => index !== at);
      covered.settle(was, now);
      const change = judge(was, now);
      if (change !== undefined) changes.push(change);
      return false;
    });
  };

  settle((was, now) => was.text === now.text && !isLessHeard(was, now), byValue);
  settle(
    (was, now) => same(was.text, now.text),
    (was, now) => lessHeard(was, now) ?? byValue(was, now),
  );
  settle(
    (was, now) =>
      isAsserting(now) &&
      !isLessHeard(was, now) &&
      (isSameClaim(was, now, same) || isTighterBound(was, now, same)),
    () => undefined,
  );
  left = left.filter((was) => {
    const wholes = compared.filter((now) => isAsserting(now) && !isLessHeard(was, now));
    return !covered.take(was, wholes);
  });
  settle(
    (was, now) => same(was.actual, now.actual) && familyOf(was) === familyOf(now),
    (was, now) => byExpectation(was, now, same),
  );
  settle(
    (was, now) => same(was.actual, now.actual),
    (was, now) => byMatcher(was, now, same),
  );
  settle(
    (was, now) => !now.constant && familyOf(was) === familyOf(now) && sameExpected(was, now, same),
    (was, now) => lessHeard(was, now),
  );
  left = left.filter((was) => !elsewhere(was));
  settle(
    (was, now) =>
      likeness(tokens(was.actual), tokens(now.actual)) >= ALIKE &&
      strengthOf(now.matcher) >= strengthOf(was.matcher),
    (was, now) => byExpectation(was, now, same),
  );
  settle(
    (was, now) => likeness(tokens(was.text), tokens(now.text)) >= ALIKE,
    (was, now) =>
      now.constant || strengthOf(now.matcher) < strengthOf(was.matcher)
        ? { kind: 'weakened', was, now, how: howWeaker(was, now) }
        : literalsOf(was.text).every((one) => literalsOf(now.text).includes(one))
          ? undefined
          : { kind: 'changed', was, now },
  );
  // A constant held against a constant stands where an assertion stood.
  settle(
    (_, now) => now.constant || now.matcher === '',
    (was, now) => ({ kind: 'weakened', was, now, how: howWeaker(was, now) }),
  );
  for (const was of left) changes.push({ kind: 'removed', was });
  return changes;
}

/** Whether an assertion can fail: it says something, and not of constants alone. */
export function isAsserting({ matcher, constant }: Assertion): boolean {
  return matcher !== '' && !constant && !isCount(matcher);
}

const tokens = (text: string) => text.split(' ');
const literalsOf = (text: string): string[] => text.match(/"(?:[^"\\]|\\.)*"|(?<![\w$])\d[\w.]*/g) ?? [];

/** Assertions that ask for the same in other words: `toBe`, `toEqual` and `toBeNull()` all ask for a whole value. */
function familyOf({ matcher }: Assertion): string {
  return matcher
    .replace(
      /^assert\.(not)?(?:Deep)?(?:Strict)?(?:deep)?(?:strict)?equals?$/i,
      (_, not: string | undefined) => (not ? 'not.equal' : 'equal'),
    )
    .replace(/^(assert|should)\.(is|same|deepEqual|deepStrictEqual|strictEqual|strictSame)$/, 'equal')
    .replace(
      /(^|\.)(toBe|toEqual|toStrictEqual|equal|equals|eql|eq|deep\.equal|deep\.equals|deep\.eql)$/,
      '$1equal',
    )
    .replace(
      /(^|\.)(toBeNull|null|toBeUndefined|undefined|toBeTrue|true|toBeFalse|false|toBeNaN)$/,
      '$1equal',
    )
    .replace(/toThrowError$/, 'toThrow')
    .replace(/(toBeCalled)/, 'toHaveBeenCalled')
    .replace(/^toHaveBeenCalledOnce$/, 'toHaveBeenCalledTimes');
}

/** The expected values; a matcher that is named for its value has it in its name. */
function expectedOf({ matcher, values }: Assertion): readonly string[] {
  if (values.length > 0) return values;
  const name = /(?:toBe|is)?(Null|Undefined|True|False|NaN|null|undefined|true|false)$/.exec(matcher)?.[1];
  if (matcher.endsWith('toHaveBeenCalledOnce')) return ['1'];
  return name === undefined ? [] : [name === 'NaN' ? name : name.toLowerCase()];
}

function sameExpected(was: Assertion, now: Assertion, same: SameButRenamed): boolean {
  const [a, b] = [expectedOf(was), expectedOf(now)];
  return a.length === b.length && a.every((one, at) => same(one, b[at] ?? ''));
}

/** The same words, and other constants behind them. */
function byValue(was: Assertion, now: Assertion): AssertionChange | undefined {
  return now.values.join('\0') === was.values.join('\0') || now.text !== was.text
    ? undefined
    : { kind: 'changed', was, now };
}

function byExpectation(was: Assertion, now: Assertion, same: SameButRenamed): AssertionChange | undefined {
  if (now.constant) return { kind: 'weakened', was, now, how: howWeaker(was, now) };
  if (sameExpected(was, now, same)) return lessHeard(was, now);
  const [before, after] = [expectedOf(was), expectedOf(now)];
  if (isSnapshot(was.matcher) && isSnapshot(now.matcher)) {
    return after.length < before.length ? undefined : { kind: 'snapshot', was, now };
  }
  if (after.length < before.length || isVaguer(before, after)) {
    return { kind: 'weakened', was, now, how: 'it no longer says which value is expected' };
  }
  const saysMore = before.length < after.length && before.every((one, at) => same(one, after[at] ?? ''));
  return saysMore ? lessHeard(was, now) : { kind: 'changed', was, now };
}

/** `expect.anything()` and its like take what a written value would not. */
function isVaguer(before: readonly string[], after: readonly string[]): boolean {
  const vague =
    /expect \. (?:any|anything|objectContaining|arrayContaining|stringContaining|stringMatching|closeTo|not)\b/g;
  const count = (texts: readonly string[]) => texts.join(' ').match(vague)?.length ?? 0;
  return count(after) > count(before);
}

function byMatcher(was: Assertion, now: Assertion, same: SameButRenamed): AssertionChange | undefined {
  const [before, after] = [strengthOf(was.matcher), strengthOf(now.matcher)];
  if (now.constant || after < before) return { kind: 'weakened', was, now, how: howWeaker(was, now) };
  if (isContradicted(was, now)) return { kind: 'changed', was, now };
  if (after > before) return lessHeard(was, now);
  return sameExpected(was, now, same) ? lessHeard(was, now) : { kind: 'changed', was, now };
}

/** The opposite of what was asserted, said by a matcher of its own. */
function isContradicted(was: Assertion, now: Assertion): boolean {
  const [a, b] = [familyOf(was), familyOf(now)];
  const isNegated = (one: string) => /(^|\.)not\./.test(one);
  if (isNegated(a) !== isNegated(b)) {
    const plain = (one: string) => one.replace(/(^|\.)not\./, '$1');
    return plain(a) === plain(b) && expectedOf(was).join() === expectedOf(now).join();
  }
  const isThere =
    /(toBeTruthy|toBeDefined|ok|isOk|exist|exists|truthy)$/.test(was.matcher) || was.matcher === 'assert';
  if (isThere)
    return (
      /^(undefined|null|false|0|""|NaN)$/.test(expectedOf(now).join()) ||
      /(toBeFalsy|falsy|notOk)$/.test(now.matcher)
    );
  return false;
}

function howWeaker(was: Assertion, now: Assertion): string {
  if (now.matcher === '') return 'it names a value and asserts nothing of it';
  if (now.constant) return 'it holds a constant against a constant';
  return `"${now.matcher}" asks for less than "${was.matcher}"`;
}

function isLessHeard(was: Assertion, now: Assertion): boolean {
  return lessHeard(was, now) !== undefined;
}

/** The same assertion, where it may not be reached, or where its failure is not heard. */
function lessHeard(was: Assertion, now: Assertion): AssertionChange | undefined {
  const weakened = (how: string): AssertionChange => ({ kind: 'weakened', was, now, how });
  if (/^(resolves|rejects)\b/.test(now.matcher) && was.awaited && !now.awaited) {
    return weakened('its promise is no longer waited for, so the test ends before it fails');
  }
  if (RANK[now.nesting] <= RANK[was.nesting]) return undefined;
  switch (now.nesting) {
    case 'caught':
      return weakened('its failure is caught');
    case 'conditional':
      return weakened('it is reached only under a condition');
    case 'loop':
      return weakened('it runs only as often as a loop does, which can be never');
    case 'callback':
    case 'direct':
      return undefined;
    default:
      return unreachable(now.nesting);
  }
}
