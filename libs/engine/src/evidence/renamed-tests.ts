import type { GateContext } from '../gates/gate.js';
import type { StaticTest } from '../sources/static-tests.js';
import type { TestCase } from '../tools/tool.js';
import type { PassedTest } from './inventory.js';
import { knownTests } from './known-tests.js';
import { likeness } from './likeness.js';

/** From here on two bodies are taken for versions of one test. */
const ALIKE = 0.5;
/** Beyond so many pairs only equal titles and bodies are looked for. */
const MAX_PAIRS = 20_000;

export interface Renamed {
  /** The test of the base that a test of the candidate stands for. */
  cameFrom: ReadonlyMap<TestCase, PassedTest>;
  left: PassedTest[];
}

/**
 * Finds tests of the base again that came along under another name or in another file: by their title, else by the
 * same body, else by a body that is much alike, asks about the same things and asserts as often.
 */
export async function sameUnderAnotherName(
  gone: readonly PassedTest[],
  arrived: readonly TestCase[],
  context: GateContext,
): Promise<Renamed> {
  const cameFrom = new Map<TestCase, PassedTest>();
  const found = (one: PassedTest, other: TestCase) => cameFrom.set(other, one);
  let [left, free] = paired(gone, arrived, (one, other) => one.title === other.title, found);
  if (left.length === 0 || free.length === 0) return { cameFrom, left };

  const ofBase = knownTests((file) => context.readBase(file));
  const ofCandidate = knownTests((file) => context.readCandidate(file));
  const before = new Map(await both(left, ofBase));
  const after = new Map(await both(free, ofCandidate));
  [left, free] = paired(left, free, (one, other) => sameBody(before.get(one), after.get(other)), found);
  if (left.length * free.length <= MAX_PAIRS) {
    [left, free] = paired(left, free, (one, other) => isVersionOf(before.get(one), after.get(other)), found);
  }
  return { cameFrom, left };
}

async function both<T extends PassedTest>(
  tests: readonly T[],
  known: (test: PassedTest) => Promise<StaticTest | undefined>,
): Promise<[T, StaticTest | undefined][]> {
  return Promise.all(
    tests.map(async (test): Promise<[T, StaticTest | undefined]> => [test, await known(test)]),
  );
}

/** Pairs each with the first free one that answers to it; gives what is left on both sides. */
function paired<A, B>(
  ones: readonly A[],
  others: readonly B[],
  belong: (one: A, other: B) => boolean,
  found: (one: A, other: B) => void,
): [A[], B[]] {
  const free = [...others];
  const left = ones.filter((one) => {
    const at = free.findIndex((other) => belong(one, other));
    for (const other of at < 0 ? [] : free.splice(at, 1)) found(one, other);
    return at < 0;
  });
  return [left, free];
}

function sameBody(one: StaticTest | undefined, other: StaticTest | undefined): boolean {
  return one !== undefined && one.tokens.length > 0 && one.digest === other?.digest;
}

/** What replaces a test must be like it, assert as often, and speak of all that it asserted something about. */
function isVersionOf(one: StaticTest | undefined, other: StaticTest | undefined): boolean {
  if (!one || !other || one.tokens.length === 0) return false;
  if (!other.dynamic && other.assertions.length < one.assertions.length) return false;
  const spoken = new Set(other.tokens);
  const asked = one.assertions
    .flatMap(({ actual }) => actual.split(' '))
    .filter((word) => /^[a-z_$]\w{2,}$/i.test(word));
  const kept = asked.filter((word) => spoken.has(word)).length;
  return kept * 2 >= asked.length && likeness(one.tokens, other.tokens) >= ALIKE;
}
