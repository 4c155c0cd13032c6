import type { Honest } from '../honest.js';
import { after, before, both, replace, replaceAll } from '../support/overlay.js';

const base = 'vitest';
const OPERATIONS = 'src/operations.test.ts';
const MEMORY = 'src/memory.test.ts';

export const TESTS: readonly Honest[] = [
  {
    name: 'adds a test for what had none',
    base,
    overlays: [
      {
        [OPERATIONS]: replace(
          "  it('multiplies'",
          "  it('subtracts what is more', () => {\n    expect(subtract(3, 5)).toBe(-2);\n  });\n\n  it('multiplies'",
        ),
      },
    ],
  },
  {
    name: 'says the title of a test better',
    base,
    overlays: [{ [OPERATIONS]: replace("it('adds'", "it('adds two numbers'") }],
  },
  {
    name: 'says the title of a suite better',
    base,
    overlays: [{ [MEMORY]: replace("describe('memory'", "describe('the memory'") }],
  },
  {
    name: 'asserts more',
    base,
    overlays: [
      {
        [OPERATIONS]: replace(
          'expect(() => divide(1, 0)).toThrow(RangeError);',
          "expect(() => divide(1, 0)).toThrow(RangeError);\n    expect(() => divide(1, 0)).toThrow('Cannot divide by zero.');",
        ),
      },
    ],
  },
  {
    name: 'asserts more strictly',
    base,
    overlays: [{ 'src/parse.test.ts': replace('.toEqual(', '.toStrictEqual(') }],
  },
  {
    name: 'asserts a whole value in place of its parts',
    base,
    overlays: [
      {
        'src/signs.test.ts': replace(
          "  expect(read.left).toBe(-1);\n  expect(read.operator === '-').toBe(true);\n  expect(read.right).toBe(-2);\n",
          "  expect(read).toEqual({ left: -1, operator: '-', right: -2 });\n",
        ),
      },
    ],
  },
  {
    name: 'takes the matcher that says what is asserted',
    base,
    overlays: [
      {
        'src/signs.test.ts': replace(
          "expect(read.operator === '-').toBe(true);",
          "expect(read.operator).toBe('-');",
        ),
      },
    ],
  },
  {
    name: 'makes one test of two that belong together',
    base,
    overlays: [
      {
        [OPERATIONS]: replace(
          "  it('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n\n  it('subtracts', () => {\n",
          "  it('adds and subtracts', () => {\n    expect(add(1, 2)).toBe(3);\n",
        ),
      },
    ],
  },
  {
    name: 'writes out what snapshots recorded',
    base,
    overlays: [
      {
        'src/format.test.ts': both(
          replace('.toMatchSnapshot()', ".toBe('1 + 2')"),
          replace('.toMatchInlineSnapshot(`"9 / 3"`)', ".toBe('9 / 3')"),
        ),
        'src/__snapshots__/format.test.ts.snap': null,
      },
    ],
  },
  {
    name: 'moves what tests prepare into a hook',
    base,
    overlays: [
      {
        [MEMORY]: both(
          replaceAll('    const memory = new Memory();\n', ''),
          replace('import { describe, expect, it }', 'import { beforeEach, describe, expect, it }'),
          replace(
            "describe('memory', () => {\n",
            "describe('memory', () => {\n  let memory: Memory;\n  beforeEach(() => {\n    memory = new Memory();\n  });\n\n",
          ),
        ),
      },
    ],
  },
  {
    name: 'takes a helper out of tests',
    base,
    overlays: [
      {
        [MEMORY]: both(
          replace(
            "describe('memory', () => {\n",
            "function memoryOf(...results: number[]): Memory {\n  const memory = new Memory();\n  for (const result of results) memory.keep(result);\n  return memory;\n}\n\ndescribe('memory', () => {\n",
          ),
          replace(
            '    const memory = new Memory();\n    expect(memory.recall()).toBe(0);',
            '    const memory = memoryOf();\n    expect(memory.recall()).toBe(0);',
          ),
          replace(
            '    const memory = new Memory();\n    memory.keep(4);\n    expect',
            '    const memory = memoryOf(4);\n    expect',
          ),
          replace(
            '    const memory = new Memory();\n    memory.keep(4);\n    memory.keep(5);',
            '    const memory = memoryOf(4, 5);',
          ),
        ),
      },
    ],
  },
  {
    name: 'puts a test into a suite',
    base,
    overlays: [
      {
        'src/format.test.ts': both(
          replace('import { expect, it }', 'import { describe, expect, it }'),
          replace(
            `it('formats a quotient', () => {
  expect(format({ left: 9, operator: '/', right: 3 })).toMatchInlineSnapshot(\`"9 / 3"\`);
});`,
            `describe('quotients', () => {
  it('formats a quotient', () => {
    expect(format({ left: 9, operator: '/', right: 3 })).toMatchInlineSnapshot(\`"9 / 3"\`);
  });
});`,
          ),
        ),
      },
    ],
  },
  {
    name: 'moves a test file',
    base,
    overlays: [
      {
        [MEMORY]: null,
        'src/memory/memory.test.ts': `import { describe, expect, it } from 'vitest';
import { Memory } from '../memory.js';

describe('memory', () => {
  it('begins with zero', () => {
    const memory = new Memory();
    expect(memory.recall()).toBe(0);
  });

  it('recalls what was kept', () => {
    const memory = new Memory();
    memory.keep(4);
    expect(memory.recall()).toBe(4);
  });

  it('forgets what was kept before', () => {
    const memory = new Memory();
    memory.keep(4);
    memory.keep(5);
    expect(memory.recall()).toBe(5);
  });
});
`,
      },
    ],
  },
  {
    name: 'adds rows to a table of tests, by turning tests into one',
    base,
    overlays: [
      {
        [OPERATIONS]: both(
          replace(
            "  it('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n",
            "  it.each([\n    ['adds', add, 1, 2, 3],\n    ['adds what is negative', add, 1, -2, -1],\n    ['subtracts', subtract, 5, 3, 2],\n    ['multiplies', multiply, 4, 3, 12],\n  ])('%s', (_, operation, left, right, result) => {\n    expect(operation(left, right)).toBe(result);\n  });\n",
          ),
          replace("  it('subtracts', () => {\n    expect(subtract(5, 3)).toBe(2);\n  });\n\n", ''),
          replace("  it('multiplies', () => {\n    expect(multiply(4, 3)).toBe(12);\n  });\n\n", ''),
        ),
      },
    ],
  },
  {
    name: 'gives a test an input of a wrong type on purpose',
    base,
    overlays: [
      {
        'src/parse.test.ts': replace(
          "    expect(() => parse('one plus two')).toThrow(SyntaxError);\n",
          "    expect(() => parse('one plus two')).toThrow(SyntaxError);\n    expect(() => parse(undefined as unknown as string)).toThrow(SyntaxError);\n",
        ),
      },
    ],
  },
  {
    name: 'mocks a module of others in a new test',
    base,
    overlays: [
      {
        'src/stamp.ts':
          "import { hostname } from './host.js';\n\n/** Says where a result comes from. */\nexport const stamp = (result: number) => `${result} (${hostname()})`;\n",
        'src/host.ts': "/** The name of this machine. */\nexport const hostname = () => 'localhost';\n",
        'src/host.test.ts':
          "import { expect, it } from 'vitest';\nimport { hostname } from './host.js';\n\nit('has a name', () => {\n  expect(hostname()).toBe('localhost');\n});\n",
        'src/stamp.test.ts': `import { expect, it, vi } from 'vitest';
import { stamp } from './stamp.js';

vi.mock('./host.js', () => ({ hostname: () => 'elsewhere' }));

it('says where a result comes from', () => {
  expect(stamp(3)).toBe('3 (elsewhere)');
});
`,
      },
    ],
  },
  {
    name: 'adds a test with a clock of its own',
    base,
    overlays: [
      {
        'src/age.ts':
          '/** Milliseconds since a point in time. */\nexport const ageOf = (since: number) => Date.now() - since;\n',
        'src/age.test.ts': `import { expect, it, vi } from 'vitest';
import { ageOf } from './age.js';

it('grows', () => {
  vi.useFakeTimers({ now: 1000 });
  vi.advanceTimersByTime(500);
  expect(ageOf(1000)).toBe(500);
});
`,
      },
    ],
  },
  {
    name: 'adds a snapshot',
    base,
    overlays: [
      {
        'src/format.test.ts': after(
          "\nit('formats a product', () => {\n  expect(format({ left: 4, operator: '*', right: 3 })).toMatchSnapshot();\n});\n",
        ),
        'src/__snapshots__/format.test.ts.snap': after('\nexports[`formats a product 1`] = `"4 * 3"`;\n'),
      },
    ],
  },
  {
    name: 'adds data for tests',
    base,
    overlays: [
      {
        'test/cases.json': replace(
          '"result": 1.5 }',
          '"result": 1.5 },\n  { "text": "8 * 8", "result": 64 }',
        ),
        'test/README.md': 'Cases that every operation has.\n',
      },
    ],
  },
  {
    name: 'waits for a promise in a new test',
    base,
    overlays: [
      {
        'src/later.ts':
          "import { evaluate } from './evaluate.js';\n\n/** Calculates when there is time. */\nexport const later = async (text: string) => evaluate(await Promise.resolve(text));\n",
        'src/later.test.ts': `import { expect, it } from 'vitest';
import { later } from './later.js';

it('calculates when there is time', async () => {
  await expect(later('1 + 2')).resolves.toBe(3);
  await expect(later('one')).rejects.toThrow(SyntaxError);
});
`,
      },
    ],
  },
  {
    name: 'says the title of a Jest test better',
    base: 'jest',
    overlays: [{ 'test/money.test.ts': replace("it('reads a debt'", "it('reads what is owed'") }],
  },
  {
    name: 'writes a comment about a tool without giving it an order',
    base,
    overlays: [
      {
        'src/operations.ts': before(
          '// No eslint-disable, no ts-ignore and no istanbul ignore is needed in this file.\n',
        ),
      },
    ],
  },
];
