import type { GateContext } from '../gates/gate.js';
import type { StaticTest } from '../sources/static-tests.js';
import type { TestCase } from '../tools/tool.js';
import type { PassedTest } from './inventory.js';
import { knownTests } from './known-tests.js';

/** Beyond so many pairs nobody looks for tests that were merged. */
const MAX_PAIRS = 20_000;

/** A test that passed, and the assertions in it that stand for no other test yet. */
interface Host {
  statements: readonly string[];
  spare: Map<string, number>;
}

/**
 * The tests of the base that do not stand within another test now. One does where a test that passed has all its
 * statements, as they were and in their order, and asserts them beside what it stands for itself.
 *
 * @param cameFrom the test of the base that a test stands for under another name
 */
export async function notMerged(
  gone: readonly PassedTest[],
  tests: readonly TestCase[],
  cameFrom: ReadonlyMap<TestCase, PassedTest>,
  context: GateContext,
): Promise<PassedTest[]> {
  const changed = new Set(context.change.changed);
  const passed = tests.filter(({ status, file }) => status === 'passed' && changed.has(file));
  if (gone.length * passed.length > MAX_PAIRS) return [...gone];
  const ofBase = knownTests((file) => context.readBase(file));
  const ofCandidate = knownTests((file) => context.readCandidate(file));
  const before = new Map([...context.change.renamed].map(([from, to]) => [to, from]));
  const hosts: Host[] = [];
  for (const test of passed) {
    const now = await ofCandidate(test);
    const from = cameFrom.get(test) ?? { ...test, file: before.get(test.file) ?? test.file };
    if (now !== undefined && !now.dynamic && now.leaves === 'no') {
      hosts.push({ statements: now.statements, spare: less(assertedIn(now), await ofBase(from)) });
    }
  }
  const left: PassedTest[] = [];
  for (const one of gone) if (!takeIn(hosts, await ofBase(one))) left.push(one);
  return left;
}

function takeIn(hosts: readonly Host[], test: StaticTest | undefined): boolean {
  if (test === undefined || test.dynamic || test.assertions.length === 0) return false;
  const wanted = assertedIn(test);
  const host = hosts.find(
    ({ statements, spare }) =>
      isInOrder(test.statements, statements) &&
      [...wanted].every(([text, times]) => (spare.get(text) ?? 0) >= times),
  );
  if (host !== undefined) host.spare = less(host.spare, test);
  return host !== undefined;
}

function isInOrder(statements: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (one === statements[at]) at += 1;
  return at === statements.length;
}

function assertedIn({ assertions }: StaticTest): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of assertions) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

/** What is left when a test has taken what it asserts. */
function less(counts: ReadonlyMap<string, number>, test: StaticTest | undefined): Map<string, number> {
  const left = new Map(counts);
  for (const one of test?.assertions ?? []) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) - 1);
  return left;
}

const keyOf = ({ text, values, nesting }: StaticTest['assertions'][number]) =>
  [nesting, text, ...values].join('\0');
