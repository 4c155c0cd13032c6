import type { Honest } from '../honest.js';
import { before, both, replace, replaceAll } from '../support/overlay.js';

const base = 'vitest';

export const REFACTORINGS: readonly Honest[] = [
  {
    name: 'renames a function wherever it is used',
    base,
    overlays: [
      {
        'src/operations.ts': replace('export const subtract', 'export const minus'),
        'src/operations.test.ts': both(
          replaceAll('subtract(', 'minus('),
          replace('multiply, subtract }', 'minus, multiply }'),
        ),
        'src/evaluate.ts': both(
          replace('multiply, subtract }', 'minus, multiply }'),
          replace("'-': subtract", "'-': minus"),
        ),
        'src/index.ts': replace('multiply, subtract }', 'minus, multiply }'),
      },
    ],
  },
  {
    name: 'renames a file and its test',
    base,
    overlays: [
      {
        'src/memory.ts': null,
        'src/memory.test.ts': null,
        'src/store.ts': `/** Keeps the last result. */
export class Memory {
  #kept = 0;

  keep(result: number): void {
    this.#kept = result;
  }

  recall(): number {
    return this.#kept;
  }
}
`,
        'src/store.test.ts': `import { describe, expect, it } from 'vitest';
import { Memory } from './store.js';

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
    name: 'splits a module and its tests',
    base,
    overlays: [
      {
        'src/operations.ts': `import type { Operation } from './types.js';

export { divide, multiply } from './products.js';

export const add: Operation = (left, right) => left + right;

export const subtract: Operation = (left, right) => left - right;
`,
        'src/products.ts': `import type { Operation } from './types.js';

export const multiply: Operation = (left, right) => left * right;

/** @throws RangeError where the divisor is zero */
export const divide: Operation = (left, right) => {
  if (right === 0) {
    throw new RangeError('Cannot divide by zero.');
  }
  return left / right;
};
`,
        'src/operations.test.ts': `import { describe, expect, it } from 'vitest';
import { add, subtract } from './operations.js';

describe('operations', () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
  });

  it('subtracts', () => {
    expect(subtract(5, 3)).toBe(2);
  });
});
`,
        'src/products.test.ts': `import { describe, expect, it } from 'vitest';
import { divide, multiply } from './products.js';

describe('operations', () => {
  it('multiplies', () => {
    expect(multiply(4, 3)).toBe(12);
  });

  it('divides', () => {
    expect(divide(9, 3)).toBe(3);
  });

  it('refuses to divide by zero', () => {
    expect(() => divide(1, 0)).toThrow(RangeError);
  });
});
`,
      },
    ],
  },
  {
    name: 'deletes dead code with its tests',
    base,
    overlays: [{ 'src/memory.ts': null, 'src/memory.test.ts': null }],
  },
  {
    name: 'deletes a function with its test',
    base: 'jest',
    overlays: [
      {
        'src/ledger.ts': (text) => text.slice(0, text.indexOf('\n/** Moves')),
        'src/index.ts': replace('balanceOf, transfer, type', 'balanceOf, type'),
        'test/ledger.test.ts': `import { describe, expect, it } from '@jest/globals';
import { balanceOf } from '../src';

describe('the ledger', () => {
  it('adds up what an account has', () => {
    const entries = [
      { account: 'bank', amount: 500 },
      { account: 'bank', amount: -120 },
    ];
    expect(balanceOf('bank', entries)).toBe(380);
  });
});
`,
      },
    ],
  },
  {
    name: 'formats sources and tests',
    base,
    overlays: [
      {
        'src/operations.ts': replaceAll('  ', '    '),
        'src/operations.test.ts': both(replaceAll('  ', '\t'), replaceAll("'", '"')),
        'src/parse.test.ts': replace(
          "    expect(parse('1.5 * -2')).toEqual({ left: 1.5, operator: '*', right: -2 });",
          "    expect(\n      parse('1.5 * -2'),\n    ).toEqual({\n      left: 1.5,\n      operator: '*',\n      right: -2,\n    });",
        ),
      },
    ],
  },
  {
    name: 'changes comments alone',
    base,
    overlays: [
      {
        'src/parse.ts': replace('/** Reads `1 + 2`.', '/** Reads a text such as `1 + 2`.'),
        'src/operations.test.ts': before('// One test for each operation.\n'),
      },
    ],
  },
  {
    name: 'takes an import away that nobody needs, and an import of types',
    base,
    overlays: [
      {
        'src/evaluate.ts': both(
          replace(
            "import type { Operation, Operator } from './types.js';\n",
            "import type * as types from './types.js';\n",
          ),
          replace('Record<Operator, Operation>', 'Record<types.Operator, types.Operation>'),
        ),
      },
    ],
  },
  {
    name: 'writes the same otherwise',
    base,
    overlays: [
      {
        'src/operations.ts': both(
          replace(
            'export const add: Operation = (left, right) => left + right;',
            'export const add: Operation = (left, right) => {\n  return left + right;\n};',
          ),
          replace(
            "  if (right === 0) {\n    throw new RangeError('Cannot divide by zero.');\n  }\n",
            "  if (right === 0) throw new RangeError('Cannot divide by zero.');\n",
          ),
        ),
      },
    ],
  },
  {
    name: 'moves modules into a folder, everywhere',
    base,
    overlays: [
      {
        'src/operations.ts': null,
        'src/operations.test.ts': null,
        'src/arithmetic/operations.ts': `import type { Operation } from '../types.js';

export const add: Operation = (left, right) => left + right;

export const subtract: Operation = (left, right) => left - right;

export const multiply: Operation = (left, right) => left * right;

/** @throws RangeError where the divisor is zero */
export const divide: Operation = (left, right) => {
  if (right === 0) {
    throw new RangeError('Cannot divide by zero.');
  }
  return left / right;
};
`,
        'src/arithmetic/operations.test.ts': `import { describe, expect, it } from 'vitest';
import { add, divide, multiply, subtract } from './operations.js';

describe('operations', () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
  });

  it('subtracts', () => {
    expect(subtract(5, 3)).toBe(2);
  });

  it('multiplies', () => {
    expect(multiply(4, 3)).toBe(12);
  });

  it('divides', () => {
    expect(divide(9, 3)).toBe(3);
  });

  it('refuses to divide by zero', () => {
    expect(() => divide(1, 0)).toThrow(RangeError);
  });
});
`,
        'src/evaluate.ts': replace('./operations.js', './arithmetic/operations.js'),
        'src/index.ts': replace('./operations.js', './arithmetic/operations.js'),
      },
    ],
  },
  {
    name: 'takes back what was added before',
    base,
    overlays: [
      {
        'src/format.ts': null,
        'src/format.test.ts': null,
        'src/__snapshots__/format.test.ts.snap': null,
      },
    ],
  },
];
