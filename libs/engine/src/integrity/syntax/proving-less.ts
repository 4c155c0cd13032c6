import { likeness } from '../../evidence/likeness.js';
import { unreachable } from '@quality-gates/contract';
import type { Assertion, StaticTest } from '../../sources/static-tests.js';
import type { JudgeFinding } from '../judge-finding.js';
import { assertionChanges, isAsserting, type AssertionChange } from './assertion-changes.js';
import { isCount } from './matchers.js';
import type { SameButRenamed } from './renames.js';
import { isTypeTest, type ReadSides } from './sides.js';
import { findingAt, nameOf } from './test-findings.js';
import type { PlacedTest, TestPairs } from './test-pairs.js';

/** Tests that assert less than on the base, or other things, and new ones that assert nothing. */
export function assertionFindings(
  files: readonly ReadSides[],
  { pairs, added }: TestPairs,
  same: SameButRenamed,
  assertionsOf: (one: PlacedTest) => readonly Assertion[] = ({ test }) => test.assertions,
): JudgeFinding[] {
  const elsewhere = arrived(files, added);
  return [
    ...pairs.flatMap(({ base, candidate }) =>
      base.test.digest === candidate.test.digest && base.test.digest !== '' && !hasNamedValues(candidate.test)
        ? rowChanges(base.test, candidate, same)
        : [
            ...changesOf(base.test, assertionsOf(base), candidate, same, elsewhere),
            ...rowChanges(base.test, candidate, same),
          ],
    ),
    ...helperPairs(files).flatMap(({ name, was, now, file }) =>
      assertionChanges(was, now, same, elsewhere).map((change): JudgeFinding => {
        const [rule, message] = said(change, `"${name}", which asserts for tests,`);
        const { startLine, startColumn } =
          'now' in change ? change.now : (now[0] ?? { startLine: 1, startColumn: 1 });
        return {
          rule,
          message,
          file,
          range: { startLine, startColumn },
          context: `${name}:${change.was.text}`,
        };
      }),
    ),
    ...added
      .filter(isEmpty)
      .map((one) =>
        findingAt(
          one,
          'test-emptied',
          `${nameOf(one.test)} asserts nothing, so it passes whatever the code does, and only raises the coverage. Assert what must come out, or take it away.`,
        ),
      ),
    ...added
      .filter((one) => !isEmpty(one) && isUnheard(one))
      .map((one) =>
        findingAt(
          one,
          'assertion-weakened',
          `${nameOf(one.test)} catches the failure of all that it asserts, so it passes whatever the code does. Let the assertions fail the test.`,
        ),
      ),
  ];
}

/** Values can change behind names while the body of the test stays the same. */
const hasNamedValues = ({ assertions }: StaticTest) =>
  assertions.some(({ expected, values }) => expected.join() !== values.join());

function isEmpty({ test, side }: PlacedTest): boolean {
  const isPlan = test.callback === undefined || test.modifiers.some((one) => /^(skip|todo)$/.test(one));
  return !isPlan && !test.delegates && !isTypeTest(side.path) && !test.assertions.some(isAsserting);
}

function isUnheard({ test }: PlacedTest): boolean {
  const asserting = test.assertions.filter(isAsserting);
  return asserting.length > 0 && !test.delegates && asserting.every(({ nesting }) => nesting === 'caught');
}

function changesOf(
  base: StaticTest,
  asserted: readonly Assertion[],
  candidate: PlacedTest,
  same: SameButRenamed,
  elsewhere: (was: Assertion, callees: ReadonlySet<string>) => boolean,
): JudgeFinding[] {
  const { test } = candidate;
  const said = new Set(test.tokens);
  const changes = assertionChanges(asserted, test.assertions, same, (was) => elsewhere(was, said)).filter(
    // That the test may be left early is told once, of the test.
    (one) =>
      !(
        one.kind === 'weakened' &&
        one.now.nesting === 'conditional' &&
        test.leaves !== 'no' &&
        base.leaves === 'no'
      ),
  );
  const isPlan = test.modifiers.some((one) => /^(skip|todo)$/.test(one)) || test.leaves === 'always';
  if (isPlan) return [];
  const removed = changes.filter((one) => one.kind === 'removed');
  const lost = changes.filter((one) => one.kind === 'removed' || one.kind === 'weakened');
  if (lost.length > 0 && !test.delegates && !test.assertions.some(isAsserting)) {
    return [
      findingAt(
        candidate,
        'test-emptied',
        `${nameOf(test)} asserts nothing any more, so it passes whatever the code does. Bring back what it asserted: ${listed(lost)}.`,
      ),
    ];
  }
  const found = changes.filter((one) => one.kind !== 'removed').map((change) => located(candidate, change));
  if (removed.length > 0) {
    found.push(
      findingAt(
        candidate,
        'assertion-removed',
        `${nameOf(test)} no longer asserts ${listed(removed)}, so that may break unseen. Bring it back, or assert the same in other words.`,
      ),
    );
  }
  if (
    base.assertions.some(({ matcher }) => isCount(matcher)) &&
    !test.assertions.some(({ matcher }) => isCount(matcher))
  ) {
    const unsure = test.assertions.find(({ nesting }) => nesting !== 'direct' && nesting !== 'loop');
    if (unsure !== undefined) {
      found.push(
        findingAt(
          candidate,
          'assertion-weakened',
          `${nameOf(test)} no longer says how many assertions it makes, and has some that may not be reached. Bring "expect.assertions" back.`,
          unsure,
        ),
      );
    }
  }
  return found;
}

function located(candidate: PlacedTest, change: Exclude<AssertionChange, { kind: 'removed' }>): JudgeFinding {
  const [rule, message] = said(change, nameOf(candidate.test));
  return {
    ...findingAt(candidate, rule, message, change.now),
    context: `${candidate.test.label}:${change.was.text}`,
  };
}

function said(change: AssertionChange, who: string): [JudgeFinding['rule'], string] {
  const was = short(change.was.text);
  switch (change.kind) {
    case 'removed':
      return [
        'assertion-removed',
        `${who} no longer asserts ${was}, so that may break unseen. Bring it back, or assert the same in other words.`,
      ];
    case 'weakened':
      return [
        'assertion-weakened',
        `${who} asserted ${was}; now ${change.how}, so it passes where it would have failed. Bring the assertion back, and mend the code.`,
      ];
    case 'changed':
      return [
        'expectation-changed',
        `${who} expected ${was} and now expects ${short(change.now.text === change.was.text ? change.now.values.join(', ') : change.now.text)}. If the behaviour is meant to change, the orchestrator says so by a waiver; else mend the code.`,
      ];
    case 'snapshot':
      return [
        'snapshot-rewritten',
        `${who} has another inline snapshot than on the base, which accepts whatever the code prints now. If the output is meant to change, the orchestrator says so by a waiver; else mend the code.`,
      ];
    default:
      return unreachable(change);
  }
}

/** Rows of a table of tests that went, or that expect something else. */
function rowChanges(base: StaticTest, candidate: PlacedTest, same: SameButRenamed): JudgeFinding[] {
  const { rows } = candidate.test;
  if (base.rows === undefined || rows === undefined) return [];
  const free = [...rows];
  const take = (belong: (row: string) => boolean): string | undefined => {
    const at = free.findIndex(belong);
    return at < 0 ? undefined : free.splice(at, 1)[0];
  };
  const gone = base.rows.filter((row) => take((other) => other === row) === undefined);
  const left = gone.filter((row) => take((other) => same(row, other) || saysMore(row, other)) === undefined);
  const changed: string[] = [];
  const removed = left.filter((row) => {
    const now = take((other) => likeness(row.split(' '), other.split(' ')) >= 0.5);
    if (now !== undefined) changed.push(`${short(row)} is now ${short(now)}`);
    return now === undefined;
  });
  const name = nameOf(candidate.test);
  return [
    ...changed
      .slice(0, 5)
      .map((text) =>
        findingAt(
          candidate,
          'expectation-changed',
          `${name} has another row in its table: ${text}. If the behaviour is meant to change, the orchestrator says so by a waiver; else mend the code.`,
        ),
      ),
    ...(removed.length === 0
      ? []
      : [
          findingAt(
            candidate,
            'assertion-removed',
            `${name} lost ${removed.length} of the ${base.rows.length} rows of its table: ${removed.slice(0, 3).map(short).join(', ')}. Bring them back.`,
          ),
        ]),
  ];
}

/** A row with more cells still says what the old one said. */
function saysMore(row: string, other: string): boolean {
  const cells = row.split(' ').filter((cell) => !/^[[\]{},]$/.test(cell));
  let at = 0;
  for (const cell of other.split(' ')) if (cell === cells[at]) at += 1;
  return at === cells.length && cells.length > 1;
}

/** Whether an assertion that vanished came back in a new test, or in a helper that the test now calls. */
function arrived(files: readonly ReadSides[], added: readonly PlacedTest[]) {
  const inTests = new Map<string, number>();
  for (const { test } of added) {
    for (const one of test.assertions) {
      if (one.nesting === 'caught' || one.nesting === 'conditional') continue;
      inTests.set(keyOf(one), (inTests.get(keyOf(one)) ?? 0) + 1);
    }
  }
  const helpers = new Map<string, Set<string>>();
  for (const { before, after } of files) {
    const known = new Set(before?.helpers.map(({ name }) => name));
    for (const { name, assertions } of after?.helpers ?? []) {
      if (known.has(name)) continue;
      const heard = assertions.filter((one) => isAsserting(one) && one.nesting !== 'caught');
      helpers.set(name, new Set([...(helpers.get(name) ?? []), ...heard.map(({ matcher }) => matcher)]));
    }
  }
  return (was: Assertion, callees: ReadonlySet<string> = new Set()): boolean => {
    const left = inTests.get(keyOf(was)) ?? 0;
    if (left > 0) inTests.set(keyOf(was), left - 1);
    return (
      left > 0 || [...helpers].some(([name, matchers]) => callees.has(name) && matchers.has(was.matcher))
    );
  };
}

const keyOf = ({ matcher, expected, actual }: Assertion) =>
  [matcher, ...expected, ...(expected.length === 0 ? [actual] : [])].join('\0');

/** Functions and hooks that assert, on both sides of a file, by name. */
function helperPairs(files: readonly ReadSides[]) {
  return files.flatMap(({ before, after }) => {
    if (before === undefined || after === undefined || !(before.isTest || after.isTest)) return [];
    return before.helpers.flatMap(({ name, assertions, digest }) => {
      const now = after.helpers.find((one) => one.name === name);
      const isGutted =
        now === undefined &&
        new RegExp(
          `function ${name.replaceAll('$', '\\$')}\\b|(const|let) ${name.replaceAll('$', '\\$')} =`,
        ).test(after.source.text);
      if (now === undefined ? !isGutted : now.digest === digest) return [];
      return [{ name, was: assertions, now: now?.assertions ?? [], file: after.path }];
    });
  });
}

const listed = (changes: readonly AssertionChange[]) =>
  changes
    .slice(0, 3)
    .map(({ was }) => short(was.text))
    .join(', ') + (changes.length > 3 ? ` and ${changes.length - 3} more` : '');

/** Tokens closed up again, as far as a reader needs it. */
function short(text: string): string {
  const closed = text.replaceAll(/ ?([.()[\],;:!?]) ?/g, '$1').replaceAll(/([,:])(?=\S)/g, '$1 ');
  return `\`${closed.length > 120 ? `${closed.slice(0, 120)} …` : closed}\``;
}
