import type { GateContext } from '../gates/gate.js';
import type { TestCase } from '../tools/tool.js';
import { compareTests } from './compare-tests.js';

type Texts = Record<string, string>;
interface Case {
  before: Texts;
  after: Texts;
  renamed?: [string, string][];
  /** Titles by file: what passed on the base, and what became of tests on the candidate. */
  passedBefore: Record<string, string[]>;
  ran: Record<string, Record<string, TestCase['status']>>;
  ranAll?: boolean;
}

const compare = ({ before, after, renamed = [], passedBefore, ran, ranAll = true }: Case) => {
  const moved = new Map(renamed);
  const unused = () => Promise.reject(new Error('not asked here'));
  const context: GateContext = {
    place: { directory: '/', reports: '/', files: new Set(Object.keys(after)) },
    change: {
      changed: Object.keys(after).filter((file) => after[file] !== before[file]),
      deleted: Object.keys(before).filter((file) => !(file in after)),
      renamed: moved,
      lines: () => Promise.resolve(new Map()),
    },
    touched: unused,
    readBase: (file) => Promise.resolve(before[file]),
    readCandidate: (file) => Promise.resolve(after[file]),
    ofBase: {
      tests: Object.entries(passedBefore).flatMap(([file, titles]) =>
        titles.map((title) => ({ file, title })),
      ),
    },
    tool: {
      name: 'vitest',
      version: '4.0.0',
      packageDirectory: '/',
      command: () => ({ file: '', args: [] }),
    },
    policy: POLICY,
    stage: 'post-commit',
    run: unused,
    elsewhere: unused,
  };
  const tests = Object.entries(ran).flatMap(([file, titles]) =>
    Object.entries(titles).map(([title, status]) => ({
      file,
      title,
      name: `${file} ${title}`,
      status,
      messages: [],
    })),
  );
  return compareTests(tests, ranAll, context);
};
const POLICY: GateContext['policy'] = {
  stages: { 'pre-commit': [], 'post-commit': [] },
  explicit: new Set(),
  off: new Set(),
  integrity: { protect: [], rules: {} },
  typecheck: {},
  lint: { maxWarnings: 0 },
  coverage: { lines: 85 },
  build: { load: true },
  limits: { timeoutMs: 1000, outputBytes: 1000 },
  timeouts: {},
};

const SOURCE =
  'export const add = (a: number, b: number) => a + b;\nexport const sub = (a: number, b: number) => a - b;\n';
const HEAD = "import { expect, it } from 'vitest';\nimport { add, sub } from './math.js';\n";
const ADDS =
  "it('adds', () => {\n  const sum = add(1, 2);\n  expect(sum).toBe(3);\n  expect(add(sum, 1)).toBe(4);\n});\n";
const SUBS = "it('subtracts', () => {\n  expect(sub(3, 1)).toBe(2);\n});\n";
const FILE = 'src/math.test.ts';
const before = { 'src/math.ts': SOURCE, [FILE]: HEAD + ADDS + SUBS };
const passedBefore = { [FILE]: ['adds', 'subtracts'] };
const rules = async (given: Omit<Case, 'before' | 'passedBefore'> & Partial<Case>) =>
  (await compare({ before, passedBefore, ...given })).findings.map(
    ({ rule, context }) => `${rule} ${context}`,
  );

describe('tests that passed on the base', () => {
  it('are found wanting where they are gone, skipped, or emptied out of a table', async () => {
    const after = { ...before, [FILE]: HEAD + SUBS };
    expect(await rules({ after, ran: { [FILE]: { subtracts: 'passed' } } })).toEqual(['test-missing adds']);
    expect(await rules({ after: before, ran: { [FILE]: { adds: 'skipped', subtracts: 'passed' } } })).toEqual(
      ['test-not-passed adds'],
    );
    const table = "it.each([[1, 2]])('adds %i to %i', (a, b) => expect(add(a, b)).toBe(a + b));\n";
    expect(
      await rules({
        before: { ...before, [FILE]: HEAD + table },
        after: { ...before, [FILE]: HEAD + table },
        passedBefore: { [FILE]: ['adds 1 to 2', 'adds 2 to 2'] },
        ran: { [FILE]: { 'adds 1 to 2': 'passed' } },
      }),
    ).toEqual(['test-missing adds 2 to 2']);
  });

  it('leave failures to the gate, and files that were not asked for alone', async () => {
    expect(await rules({ after: before, ran: { [FILE]: { adds: 'failed', subtracts: 'passed' } } })).toEqual(
      [],
    );
    expect(await rules({ after: before, ran: {}, ranAll: false })).toEqual([]);
  });

  it.each<[string, Partial<Case> & Pick<Case, 'after' | 'ran'>]>([
    [
      'another title for the same body',
      {
        after: { ...before, [FILE]: HEAD + ADDS.replace("'adds'", "'makes sums'") + SUBS },
        ran: { [FILE]: { 'makes sums': 'passed', subtracts: 'passed' } },
      },
    ],
    [
      'another title and a body that was worked on',
      {
        after: {
          ...before,
          [FILE]:
            HEAD +
            ADDS.replace("'adds'", "'makes sums'").replace('expect(sum)', 'expect(Number(sum))') +
            SUBS,
        },
        ran: { [FILE]: { 'makes sums': 'passed', subtracts: 'passed' } },
      },
    ],
    [
      'a suite round it',
      {
        after: { ...before, [FILE]: `${HEAD}describe('math', () => {\n${ADDS}${SUBS}});\n` },
        ran: { [FILE]: { 'math adds': 'passed', 'math subtracts': 'passed' } },
      },
    ],
    [
      'a file of another name',
      {
        after: { 'src/math.ts': SOURCE, 'src/sums.test.ts': HEAD + ADDS + SUBS },
        renamed: [[FILE, 'src/sums.test.ts']],
        ran: { 'src/sums.test.ts': { adds: 'passed', subtracts: 'passed' } },
      },
    ],
    [
      'another file',
      {
        after: { ...before, [FILE]: HEAD + SUBS, 'src/add.test.ts': HEAD + ADDS },
        ran: { [FILE]: { subtracts: 'passed' }, 'src/add.test.ts': { adds: 'passed' } },
      },
    ],
    [
      'nothing, where the code went with them',
      {
        after: { 'src/math.ts': SOURCE.split('\n')[1] ?? '', [FILE]: HEAD.replace('add, ', '') + SUBS },
        ran: { [FILE]: { subtracts: 'passed' } },
      },
    ],
  ])('may have %s', async (_, given) => {
    expect(await rules(given)).toEqual([]);
  });

  const TAKES = "it('subtracts', () => {\n  prepare(1);\n  expect(sub(3, 1)).toBe(2);\n});\n";
  const bodyOf = (test: string) => test.split('\n').slice(1, -2);
  /** What is found where both tests are now one of this body. */
  const merged = (title: string, body: readonly string[]) =>
    rules({
      before: { ...before, [FILE]: HEAD + ADDS + TAKES },
      after: { ...before, [FILE]: `${HEAD}it('${title}', () => {\n${body.join('\n')}\n});\n` },
      ran: { [FILE]: { [title]: 'passed' } },
    });

  it.each(['adds and subtracts', 'adds'])('may stand within one test "%s", as they were', async (title) => {
    expect(await merged(title, [...bodyOf(ADDS), ...bodyOf(TAKES)])).toEqual([]);
  });

  it.each([
    ['without a statement', bodyOf(TAKES).slice(1)],
    ['in another order', bodyOf(TAKES).toReversed()],
    ['where it may not be reached', ['if (sum) return;', ...bodyOf(TAKES)]],
    ['where its failure is caught', ['try {', ...bodyOf(TAKES), '} catch {}']],
  ])('may not stand within one test %s', async (_, body) => {
    expect(await merged('adds and subtracts', [...bodyOf(ADDS), ...body])).toEqual([
      'test-missing subtracts',
    ]);
  });

  it('are each asked for where they assert the same', async () => {
    const twice = SUBS + SUBS.replace("'subtracts'", "'subtracts once more'");
    expect(
      await rules({
        before: { ...before, [FILE]: HEAD + twice },
        after: { ...before, [FILE]: HEAD + SUBS.replace("'subtracts'", "'still subtracts'") },
        passedBefore: { [FILE]: ['subtracts', 'subtracts once more'] },
        ran: { [FILE]: { 'still subtracts': 'passed' } },
      }),
    ).toEqual(['test-missing subtracts once more']);
  });

  it('are not replaced by a test of something else, or one that asserts less', async () => {
    const other =
      "it('subtracts more', () => {\n  const left = sub(1, 2);\n  expect(left).toBe(-1);\n  expect(sub(left, 1)).toBe(-2);\n});\n";
    expect(
      await rules({
        after: { ...before, [FILE]: HEAD + other + SUBS },
        ran: { [FILE]: { 'subtracts more': 'passed', subtracts: 'passed' } },
      }),
    ).toEqual(['test-missing adds']);
    const less = ADDS.replace("'adds'", "'still adds'").replace('  expect(sum).toBe(3);\n', '');
    expect(
      await rules({
        after: { ...before, [FILE]: HEAD + less + SUBS },
        ran: { [FILE]: { 'still adds': 'passed', subtracts: 'passed' } },
      }),
    ).toEqual(['test-missing adds']);
  });
});
