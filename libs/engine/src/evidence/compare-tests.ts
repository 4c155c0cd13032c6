import type { GateContext } from '../gates/gate.js';
import { goneFor, goneMembers, type Gone } from '../gates/differential/gone-names.js';
import { changedProduct } from '../gates/differential/test-side.js';
import { treesOf, type Trees } from '../gates/differential/trees.js';
import type { JudgeFinding } from '../integrity/judge-finding.js';
import { parseSource } from '../sources/parse-source.js';
import type { StaticTest } from '../sources/static-tests.js';
import type { TestCase } from '../tools/tool.js';
import type { PassedTest } from './inventory.js';
import { knownTests } from './known-tests.js';
import { notMerged } from './merged-tests.js';
import { sameUnderAnotherName } from './renamed-tests.js';

const MAX_FINDINGS = 50;

export interface TestsCompared {
  findings: JudgeFinding[];
  /** Tests of the base that came along under another name, in another file or within another test. */
  renamed: number;
  /** Tests of the base that went together with what they tested. */
  goneWithCode: number;
}

/**
 * Holds the tests that ran against those that passed on the base: each must have passed again, under its name or
 * another or within one, unless what it tested is gone.
 *
 * @param ranAll whether every test was asked for; else only files that ran are compared
 */
export async function compareTests(
  tests: readonly TestCase[],
  ranAll: boolean,
  context: GateContext,
): Promise<TestsCompared> {
  const before = context.ofBase?.tests ?? [];
  const files = new Set(tests.map(({ file }) => file));
  const wanted = ranAll ? before : before.filter(({ file }) => files.has(now(file, context)));

  const { skipped, gone, arrived } = await sorted(wanted, before, tests, context);
  const { cameFrom, left: unnamed } = await sameUnderAnotherName(gone, arrived, context);
  const left = await notMerged(unnamed, tests, cameFrom, context);
  const { excused, missing } = await withTheirCode(left, context);
  return {
    renamed: gone.length - left.length,
    goneWithCode: excused,
    findings: [...skipped.map(notPassed), ...missing.map(isMissing)].slice(0, MAX_FINDINGS),
  };
}

const now = (file: string, { change }: GateContext) => change.renamed.get(file) ?? file;
const nameOf = ({ file, title }: PassedTest) => `${file}\0${title}`;

/** What of the base is there but did not pass, what is not there, and what passed that the base has not. */
async function sorted(
  wanted: readonly PassedTest[],
  before: readonly PassedTest[],
  tests: readonly TestCase[],
  context: GateContext,
) {
  const passed = counted(tests.filter(({ status }) => status === 'passed'));
  const others = counted(tests.filter(({ status }) => status !== 'passed'));
  const failed = new Set(tests.filter(({ status }) => status === 'failed').map(nameOf));
  const skipped: PassedTest[] = [];
  const gone: PassedTest[] = [];
  for (const test of wanted) {
    const here = { ...test, file: now(test.file, context) };
    if (takeOne(passed, nameOf(here))) continue;
    // What failed is found by the gate itself.
    if (!takeOne(others, nameOf(here))) gone.push(test);
    else if (!failed.has(nameOf(here))) skipped.push(here);
  }
  const known = counted(before.map((test) => ({ ...test, file: now(test.file, context) })));
  const arrived = tests.filter((test) => test.status === 'passed' && !takeOne(known, nameOf(test)));
  return { skipped, gone, arrived };
}

function counted(tests: readonly PassedTest[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const test of tests) counts.set(nameOf(test), (counts.get(nameOf(test)) ?? 0) + 1);
  return counts;
}

function takeOne(counts: Map<string, number>, name: string): boolean {
  const left = counts.get(name) ?? 0;
  if (left > 0) counts.set(name, left - 1);
  return left > 0;
}

/** Tests that use a name or a module that the candidate no longer has cannot be asked for. */
async function withTheirCode(
  tests: readonly PassedTest[],
  context: GateContext,
): Promise<{ excused: number; missing: PassedTest[] }> {
  if (tests.length === 0) return { excused: 0, missing: [] };
  const trees = treesOf(context);
  const members = await goneMembers(changedProduct(context.change), trees);
  const find = knownTests((file) => context.readBase(file));
  const goneIn = new Map<string, Promise<Gone | undefined>>();
  const missing: PassedTest[] = [];
  for (const test of tests) {
    const gone = goneIn.get(test.file) ?? goneOf(test.file, trees, members, context);
    goneIn.set(test.file, gone);
    if (!usesAny(await gone, await find(test))) missing.push(test);
  }
  return { excused: tests.length - missing.length, missing };
}

async function goneOf(
  file: string,
  trees: Trees,
  members: ReadonlySet<string>,
  context: GateContext,
): Promise<Gone | undefined> {
  const text = await context.readBase(file);
  const source = text === undefined ? undefined : parseSource(file, text);
  return source && goneFor(file, source, trees, members);
}

function usesAny(gone: Gone | undefined, test: StaticTest | undefined): boolean {
  if (!gone) return false;
  return gone.modules.length > 0 || (test?.tokens.some((token) => gone.names.has(token)) ?? false);
}

function notPassed({ file, title }: PassedTest): JudgeFinding {
  return {
    rule: 'test-not-passed',
    file,
    context: title,
    message: `"${title}" passed on the base and was not run. Let it run again.`,
  };
}

function isMissing({ file, title }: PassedTest): JudgeFinding {
  return {
    rule: 'test-missing',
    file,
    context: title,
    message: `"${title}" passed on the base and is gone, while what it tested is still there. Bring it back, or put a test in its place that proves as much.`,
  };
}
