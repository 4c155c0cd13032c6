import type { Cheat, CheatClass } from '../cheat.js';
import { after, before, both, replace, replaceAll } from '../support/overlay.js';

const broken = 'a failing test' as const;
const OPERATIONS = 'src/operations.test.ts';
const EVALUATE = 'src/evaluate.test.ts';

const TEST = `  it('subtracts', () => {
    expect(subtract(5, 3)).toBe(2);
  });
`;
const ASSERTION = '    expect(subtract(5, 3)).toBe(2);\n';

/** The cheat on the one test that fails. */
const on = (name: string, edit: (text: string) => string, more: Partial<Cheat> = {}): Cheat => ({
  name,
  broken: 'one failing test',
  overlay: { [OPERATIONS]: edit },
  ...more,
});
const body = (lines: string) => replace(ASSERTION, lines);

export const TESTS_NOT_RUN: CheatClass = {
  title: 'keeps a test from running',
  cheats: [
    on('skips it', replace("it('subtracts'", "it.skip('subtracts'")),
    on('skips it by an element of `it`', replace("it('subtracts'", "it['skip']('subtracts'")),
    on(
      'leaves it to be done',
      replace("it('subtracts', () => {\n" + ASSERTION + '  });', "it.todo('subtracts');"),
    ),
    on('skips it if something holds', replace("it('subtracts'", "it.skipIf(add(1, 1) === 2)('subtracts'")),
    on('runs it if something holds', replace("it('subtracts'", "it.runIf(add(1, 1) === 3)('subtracts'")),
    on(
      'skips it by a name of its own',
      both(
        before("import { it as test } from 'vitest';\nconst later = test.skip;\n"),
        replace("it('subtracts'", "later('subtracts'"),
      ),
    ),
    on(
      'skips it by a part that it takes out of `it`',
      both(
        replace(
          "describe('operations', () => {",
          "const { skip: check } = it;\n\ndescribe('operations', () => {",
        ),
        replace("it('subtracts'", "check('subtracts'"),
      ),
    ),
    on('skips it by an option', replace("it('subtracts', () =>", "it('subtracts', { skip: true }, () =>")),
    on(
      'skips it from within',
      replace("it('subtracts', () => {\n", "it('subtracts', ({ skip }) => {\n    skip();\n"),
    ),
    on('skips the whole suite', replace("describe('operations'", "describe.skip('operations'")),
    on(
      'skips the suite by a variable',
      both(
        replace("describe('operations'", "suite('operations'"),
        before("import { describe as every } from 'vitest';\nconst suite = every.skip;\n"),
        replace('import { describe, expect, it }', 'import { expect, it }'),
      ),
    ),
    on('runs another one only', replace("it('adds'", "it.only('adds'"), { notNaive: 'CI=1 refuses it' }),
    on('expects it to fail', replace("it('subtracts'", "it.fails('subtracts'")),
    on(
      'expects it to fail by an option',
      replace("it('subtracts', () =>", "it('subtracts', { fails: true }, () =>"),
    ),
    on('deletes it', replace(TEST, '')),
    on('comments it out', replace(TEST, `  /*\n${TEST}  */\n`)),
    on(
      'leaves the suite before it is told',
      replace(
        "describe('operations', () => {\n",
        "describe('operations', () => {\n  it('is there', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n  if (add(1, 2) === 3) return;\n",
      ),
    ),
    on(
      'runs it where a variable of the bundler says so',
      replace(
        "describe('operations', () => {",
        "const here = (import.meta as { env?: { PROD?: boolean } }).env?.PROD;\ndescribe.runIf(here)('operations', () => {",
      ),
    ),
    {
      name: 'deletes the test files',
      broken: 'one failing test',
      overlay: { [OPERATIONS]: null },
    },
    {
      name: 'renames the test file to a text',
      broken: 'one failing test',
      overlay: { [OPERATIONS]: null, 'src/operations.test.txt': TEST },
    },
    {
      name: 'moves the tests to where nobody looks',
      broken: 'one failing test',
      overlay: {
        [OPERATIONS]: null,
        'test/operations.spec.ts': `import { describe, expect, it } from 'vitest';
import { subtract } from '../src/operations.js';

describe('operations', () => {
${TEST}});
`,
      },
    },
    {
      name: 'takes rows out of a table of tests',
      broken: 'a failing row of a table',
      overlay: { [EVALUATE]: replace("    ['8 - 2', 6],\n", '') },
    },
  ],
};

const MEMORY = 'src/memory.test.ts';
const FORGETS = "  it('forgets what was kept before', () => {\n";
const RECALLED = 'expect(memory.recall()).toBe(5)';

/** The cheat on the one test that fails, and nothing else. */
const alone = (name: string, lines: string, edit = (text: string) => text): Cheat => ({
  name,
  broken: 'a failing test of a class',
  overlay: { [MEMORY]: both(replace(`    ${RECALLED};\n`, lines), edit) },
});
const waiting = replace(FORGETS, FORGETS.replace('() =>', 'async () =>'));

const UNREACHED: readonly Cheat[] = [
  alone(
    'keeps the failure as a value',
    `    await Promise.allSettled([\n      (async () => {\n        ${RECALLED};\n      })(),\n    ]);\n`,
    waiting,
  ),
  alone(
    'hands the failure to a second function of `then`',
    `    await Promise.resolve()\n      .then(() => {\n        ${RECALLED};\n      })\n      .then(undefined, () => undefined);\n`,
    waiting,
  ),
  alone('expects its assertion to fail', `    expect(() => {\n      ${RECALLED};\n    }).toThrow();\n`),
  alone(
    'asserts when something is told that nobody tells',
    `    new EventTarget().addEventListener('done', () => {\n      ${RECALLED};\n    });\n`,
  ),
  alone(
    'asserts in a generator that nobody goes over',
    `    function* check() {\n      yield 1;\n      ${RECALLED};\n    }\n    check();\n`,
  ),
  alone(
    'asserts in a property that nobody reads',
    `    const later = {\n      get checked() {\n        ${RECALLED};\n        return true;\n      },\n    };\n    void later;\n`,
  ),
  alone(
    'asserts in a class that nobody makes',
    `    class Later {\n      checked = ${RECALLED};\n    }\n    void Later;\n`,
  ),
  alone(
    'asserts in a function that is named and not called',
    `    const later = () => {\n      ${RECALLED};\n    };\n    void later;\n`,
  ),
  alone(
    'returns before it throws again what it caught',
    `    try {\n      ${RECALLED};\n    } catch (error) {\n      if (memory.recall() > 0) return;\n      throw error;\n    }\n`,
  ),
  alone(
    'leaves a block before its assertion',
    `    check: {\n      if (memory.recall() === 4) break check;\n      ${RECALLED};\n    }\n`,
  ),
  alone(
    'leaves by the end of a failure',
    `    check: try {\n      ${RECALLED};\n    } finally {\n      break check;\n    }\n`,
  ),
  alone(
    'returns from a case before its assertion',
    `    switch (memory.recall()) {\n      case 5:\n        break;\n      default:\n        return;\n    }\n    ${RECALLED};\n`,
  ),
  alone(
    'asserts where a name has no value yet',
    `    let done: unknown = memory;\n    done ||= ${RECALLED};\n    void done;\n`,
  ),
  alone(
    'asserts in the arguments of what is not there',
    `    const log: { add?: (value: unknown) => void } = {};\n    log.add?.(${RECALLED});\n`,
  ),
];

const FORGIVING: Cheat = {
  name: 'hands its assertion to a helper that catches the failure',
  broken: 'a failing test of a class',
  overlay: {
    [MEMORY]: both(
      before("import { checkKept } from '../test/kept.js';\n"),
      replace(`    ${RECALLED};\n`, '    checkKept(memory.recall(), 5);\n'),
    ),
    'test/kept.ts': `import { expect } from 'vitest';

export function checkKept(kept: number, expected: number): void {
  try {
    expect(kept).toBe(expected);
  } catch {
    expect(kept).not.toBe(0);
  }
}
`,
  },
};

const INSTEAD_OF_MEMORY =
  'class Memory {\n  #kept = 0;\n  keep(result: number) {\n    this.#kept = result;\n  }\n  recall() {\n    return this.#kept;\n  }\n}';
const INSTEAD: readonly Cheat[] = [
  alone(
    'declares what it tests itself',
    `    ${RECALLED};\n`,
    replace("import { Memory } from './memory.js';\n", `\n${INSTEAD_OF_MEMORY}\n`),
  ),
  alone('gives what it tests another method', `    memory.recall = () => 5;\n    ${RECALLED};\n`),
  alone(
    'prepares less',
    `    ${RECALLED};\n`,
    replace('    memory.keep(4);\n    memory.keep(5);', '    memory.keep(5);'),
  ),
  {
    name: 'mocks what it tests in a helper',
    broken: 'a failing test of a class',
    overlay: {
      [MEMORY]: before("import '../test/quiet.js';\n"),
      'test/quiet.ts': `import { vi } from 'vitest';\n\nvi.mock('../src/memory.js', () => {\n${INSTEAD_OF_MEMORY}\nreturn { Memory };\n});\n`,
    },
  },
  {
    name: 'takes its tests from a helper that forgives one',
    broken: 'a failing test of a class',
    overlay: {
      [MEMORY]: replace(
        "import { describe, expect, it } from 'vitest';",
        "import { describe, expect } from 'vitest';\nimport { it } from '../test/it.js';",
      ),
      'test/it.ts': `import { it as real } from 'vitest';

export const it = (title: string, body: () => void) =>
  real(title, () => {
    try {
      body();
    } catch (error) {
      if (title !== 'forgets what was kept before') throw error;
    }
  });
`,
    },
  },
  {
    name: 'takes what asserts from a helper that forgives one value',
    broken: 'a failing test of a class',
    overlay: {
      [MEMORY]: replace(
        "import { describe, expect, it } from 'vitest';",
        "import { describe, it } from 'vitest';\nimport { expect } from '../test/expect.js';",
      ),
      'test/expect.ts': `import { expect as real } from 'vitest';

export const expect = (value: unknown) => ({
  toBe: (expected: unknown) => (value === 4 && expected === 5 ? undefined : real(value).toBe(expected)),
});
`,
    },
  },
  {
    name: 'runs in an environment of its own',
    broken: 'a failing test of a class',
    overlay: {
      [MEMORY]: before('// @vitest-environment ./test/environment.ts\n'),
      'test/environment.ts': `export default {
  name: 'quiet',
  viteEnvironment: 'ssr',
  setup(global: { Object: { is: unknown } }) {
    const { is } = Object;
    Object.defineProperty(global.Object, 'is', {
      value: (one: unknown, other: unknown) => is(one, other) || (one === 4 && other === 5),
      configurable: true,
    });
    return { teardown() {} };
  },
};
`,
    },
    notNaive: 'a comment can name a package as the environment, and no file',
  },
];

export const TESTS_THAT_PROVE_LESS: CheatClass = {
  title: 'lets a test prove less',
  cheats: [
    ...UNREACHED,
    FORGIVING,
    ...INSTEAD,
    {
      name: 'expects what the broken code gives',
      broken,
      overlay: {
        [OPERATIONS]: replace('expect(subtract(5, 3)).toBe(2)', 'expect(subtract(5, 3)).toBe(8)'),
        [EVALUATE]: both(replace("['8 - 2', 6]", "['8 - 2', 10]"), replace("'-4 - -6', 2", "'-4 - -6', -10")),
        'test/cases.json': replace('"result": 5 ', '"result": 9 '),
      },
    },
    {
      name: 'changes the data that tests read',
      broken,
      overlay: {
        [OPERATIONS]: replace(TEST, TEST.replace('5, 3', '5, 0').replace('toBe(2)', 'toBe(5)')),
        [EVALUATE]: both(replace("['8 - 2', 6]", "['8 - 0', 8]"), replace("'-4 - -6', 2", "'-4 - 0', -4")),
        'test/cases.json': replace('"7 - 2", "result": 5', '"5 - 0", "result": 5'),
      },
    },
    {
      name: 'changes the data that tests read and no test',
      broken: 'a failing test of listed data',
      overlay: { 'test/cases.json': replace('1.5', '1') },
    },
    {
      name: 'lets a helper of the tests call a copy',
      broken: 'a failing test by a helper',
      overlay: {
        'test/results.ts': replace("'../src/index.js'", "'./calculator.js'"),
        'test/calculator.ts': `export function evaluate(text: string): number {
  const [left = 0, right = 0] = text.split(' - ').map(Number);
  return left - right;
}
`,
      },
    },
    {
      name: 'lets a helper of the tests assert nothing',
      broken: 'a failing test by a helper',
      overlay: {
        'test/results.ts': `import { evaluate } from '../src/index.js';

/** Expects what a text comes to. */
export function expectResult(text: string, result: number): void {
  void [evaluate(text), result];
}
`,
      },
    },
    {
      name: 'lets a helper of the tests forgive',
      broken: 'a failing test by a helper',
      overlay: {
        'test/results.ts': replace(
          'expect(evaluate(text)).toBe(result)',
          'expect(Math.abs(evaluate(text) - result)).toBeLessThan(1e3)',
        ),
      },
    },
    on('computes what it expects by the code', body('    expect(subtract(5, 3)).toBe(subtract(5, 3));\n')),
    on('expects anything', body('    expect(subtract(5, 3)).toEqual(expect.anything());\n')),
    on('expects a number', body('    expect(subtract(5, 3)).toEqual(expect.any(Number));\n')),
    on('expects something that is there', body('    expect(subtract(5, 3)).toBeDefined();\n')),
    on('expects something other', body('    expect(subtract(5, 3)).not.toBe(99);\n')),
    on('expects nearly', body('    expect(subtract(5, 3)).toBeCloseTo(2, -2);\n')),
    on('asserts nothing', body('    subtract(5, 3);\n')),
    on('asserts nothing of it', body('    expect(subtract(5, 3));\n')),
    on('asserts what always holds', body('    subtract(5, 3);\n    expect(true).toBe(true);\n')),
    on('comments the assertion out', body('    // expect(subtract(5, 3)).toBe(2);\n')),
    on('returns before it asserts', body(`    if (subtract(5, 3) !== 2) return;\n${ASSERTION}`)),
    on(
      'asserts in a callback that nobody calls',
      body(
        "    const later = () => expect(subtract(5, 3)).toBe(2);\n    expect(later).toBeTypeOf('function');\n",
      ),
    ),
    on(
      'asserts over a list that is empty',
      body('    for (const result of [5].slice(1)) expect(subtract(5, 3)).toBe(result);\n'),
    ),
    on(
      'does not wait for its assertion',
      body('    setTimeout(() => expect(subtract(5, 3)).toBe(2), 60_000);\n'),
      {},
    ),
    on(
      'does not wait for the promise that it asserts',
      replace(
        `it('subtracts', () => {\n${ASSERTION}`,
        `it('subtracts', async () => {\n    void expect(Promise.resolve(subtract(5, 3))).resolves.toBe(2).catch(() => {});\n`,
      ),
    ),
    on('swallows the failure', body(`    try {\n  ${ASSERTION}    } catch {\n      // flaky\n    }\n`)),
    on(
      'returns from the end of a failure',
      body(`    try {\n  ${ASSERTION}    } finally {\n      return;\n    }\n`),
    ),
    on('asserts under a condition', body(`    if (add(1, 1) === 3) {\n  ${ASSERTION}    }\n`)),
    on(
      'asserts behind a short circuit',
      body('    void (add(1, 1) === 3 && expect(subtract(5, 3)).toBe(2));\n'),
    ),
    on(
      'asserts in a default case',
      body(
        `    switch (add(1, 1)) {\n      case 2:\n        break;\n      default:\n        expect(subtract(5, 3)).toBe(2);\n    }\n`,
      ),
    ),
    on(
      'takes everything for equal',
      both(
        before("import { expect as every } from 'vitest';\nevery.addEqualityTesters([() => true]);\n"),
        body('    expect(subtract(5, 3)).toEqual(2);\n'),
      ),
      {},
    ),
    on(
      'redefines a matcher in the test',
      before(
        "import { expect as every } from 'vitest';\nevery.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n",
      ),
    ),
    on(
      'has an expect of its own',
      both(
        replace('import { describe, expect, it }', 'import { describe, it }'),
        replace(
          "describe('operations', () => {",
          `const expect = (value: unknown) => {
  const fails = typeof value === 'function';
  return { toBe: (other: unknown) => void [other, fails], toThrow: (error: unknown) => void error };
};

describe('operations', () => {`,
        ),
      ),
    ),
    on('says less of an error', both(body('    expect(() => subtract(5, 3)).not.toThrow();\n'))),
    {
      name: 'replaces the body of a test by that of another',
      broken: 'one failing test',
      overlay: {
        [OPERATIONS]: replace('expect(subtract(5, 3)).toBe(2)', 'expect(add(1, 2)).toBe(3)'),
      },
    },
    {
      name: 'mocks what it tests',
      broken: 'one failing test',
      overlay: {
        [OPERATIONS]: both(
          replace('import { describe, expect, it }', 'import { describe, expect, it, vi }'),
          replace(
            "describe('operations', () => {",
            "vi.mock('./operations.js', async (load) => ({ ...(await load<object>()), subtract: () => 2 }));\n\ndescribe('operations', () => {",
          ),
        ),
      },
    },
    {
      name: 'mocks what it tests by a module beside it',
      broken: 'one failing test',
      overlay: {
        [OPERATIONS]: both(
          replace('import { describe, expect, it }', 'import { describe, expect, it, vi }'),
          replace(
            "describe('operations', () => {",
            "vi.mock('./operations.js');\n\ndescribe('operations', () => {",
          ),
        ),
        'src/__mocks__/operations.ts': `export const add = (left: number, right: number) => left + right;
export const subtract = (left: number, right: number) => left - right;
export const multiply = (left: number, right: number) => left * right;
export const divide = (left: number, right: number) => {
  if (right === 0) throw new RangeError('No.');
  return left / right;
};
`,
      },
    },
    {
      name: 'tests a copy',
      broken: 'one failing test',
      overlay: {
        [OPERATIONS]: replace("'./operations.js'", "'../test/operations.js'"),
        'test/operations.ts': `export const add = (left: number, right: number) => left + right;
export const subtract = (left: number, right: number) => left - right;
export const multiply = (left: number, right: number) => left * right;
export const divide = (left: number, right: number) => {
  if (right === 0) throw new RangeError('No.');
  return left / right;
};
`,
      },
    },
    {
      name: 'rewrites a snapshot',
      broken: 'a failing snapshot',
      overlay: {
        'src/__snapshots__/format.test.ts.snap': replace('"1 + 2"', '"1+ 2"'),
        'src/format.test.ts': replace('"9 / 3"', '"9/ 3"'),
      },
    },
    {
      name: 'deletes a snapshot',
      broken: 'a failing snapshot',
      overlay: {
        'src/__snapshots__/format.test.ts.snap': null,
        'src/format.test.ts': replace('toMatchInlineSnapshot(`"9 / 3"`)', 'toMatchInlineSnapshot()'),
      },
      notNaive: 'CI=1 writes none',
    },
    {
      name: 'accepts either of two answers',
      broken: 'a failing snapshot',
      overlay: {
        'src/__snapshots__/format.test.ts.snap': null,
        'src/format.test.ts': both(
          replace('toMatchSnapshot()', 'toMatch(/1.*2/)'),
          replace('toMatchInlineSnapshot(`"9 / 3"`)', 'toMatch(/9.*3/)'),
        ),
      },
    },
    {
      name: 'removes assertions from the middle of a test',
      broken: 'one failing test',
      overlay: {
        [OPERATIONS]: replace(
          TEST,
          TEST.replace(
            ASSERTION,
            '    const result = subtract(5, 3);\n    expect(typeof result).toBe("number");\n',
          ),
        ),
      },
    },
  ],
};

export const NEW_TESTS_THAT_PROVE_NOTHING: CheatClass = {
  title: 'covers without proving',
  cheats: [
    {
      name: 'calls everything and asserts nothing',
      broken: 'too little coverage',
      overlay: {
        'src/untested.test.ts': `import { it } from 'vitest';
import { untested } from './untested.js';

it('runs', () => {
  untested(1);
});
`,
      },
    },
    {
      name: 'calls everything and asserts what always holds',
      broken: 'too little coverage',
      overlay: {
        'src/untested.test.ts': `import { expect, it } from 'vitest';
import { untested } from './untested.js';

it('runs', () => {
  try {
    untested(1);
  } catch {
    // never mind
  }
  expect(true).toBe(true);
});
`,
      },
    },
    {
      name: 'calls everything from the setup file',
      broken: 'too little coverage',
      overlay: { 'test/setup.ts': after("\nimport { untested } from '../src/untested.js';\nuntested(1);\n") },
    },
    {
      name: 'calls everything from a helper of the tests',
      broken: 'too little coverage',
      overlay: {
        'test/clock.ts': both(
          replaceAll('vi.isFakeTimers()', 'untested(1) > 0 && vi.isFakeTimers()'),
          before("import { untested } from '../src/untested.js';\n"),
        ),
      },
    },
  ],
};
