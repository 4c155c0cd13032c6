import type { Honest } from '../honest.js';
import { after, both, replace } from '../support/overlay.js';

const base = 'vitest';
const NEGATE =
  '/** The opposite of a number. */\nexport function negate(value: number): number {\n  return 0 - value;\n}\n';
const NEGATE_TEST = `import { expect, it } from 'vitest';
import { negate } from './negate.js';

it('negates', () => {
  expect(negate(2)).toBe(-2);
});
`;

export const FEATURES: readonly Honest[] = [
  {
    name: 'adds a feature with its tests',
    base,
    overlays: [
      {
        'src/negate.ts': NEGATE,
        'src/negate.test.ts': NEGATE_TEST,
        'src/index.ts': after("export { negate } from './negate.js';\n"),
      },
    ],
  },
  {
    name: 'mends a fault and adds the test that shows it',
    base,
    overlays: [
      {
        'src/parse.ts': replace('(-?\\d+(?:\\.\\d+)?)\\s*$/', '(-?\\d+(?:\\.\\d+)?)\\s*;?\\s*$/'),
        'src/parse.test.ts': replace(
          "  it('refuses",
          "  it('reads an expression that ends with a semicolon', () => {\n    expect(parse('1 + 2;')).toEqual({ left: 1, operator: '+', right: 2 });\n  });\n\n  it('refuses",
        ),
      },
    ],
  },
  {
    name: 'adds an error of its own with a stack that starts at the caller',
    base,
    overlays: [
      {
        'src/calculation-error.ts': `/** Says which calculation could not be done. */
export class CalculationError extends Error {
  override readonly name = 'CalculationError';

  constructor(
    message: string,
    readonly text: string,
  ) {
    super(message);
    if (this.stack) this.stack = this.stack.split('\\n').slice(0, 4).join('\\n');
  }
}
`,
        'src/calculation-error.test.ts': `import { expect, it } from 'vitest';
import { CalculationError } from './calculation-error.js';

it('names what could not be calculated', () => {
  const error = new CalculationError('It cannot be done.', '1 / 0');
  expect(error).toBeInstanceOf(Error);
  expect(error.text).toBe('1 / 0');
  expect(error.stack?.split('\\n').length).toBeLessThanOrEqual(4);
});
`,
      },
    ],
  },
  {
    name: 'reads its settings from the environment',
    base,
    overlays: [
      {
        'src/settings.ts': `declare const process: { env: Record<string, string | undefined> };

/** Where to listen, and whether to be brief. */
export function settings(env: Record<string, string | undefined> = process.env) {
  return { port: Number(env.PORT ?? 3000), brief: env.NODE_ENV === 'production' };
}
`,
        'src/settings.test.ts': `import { expect, it } from 'vitest';
import { settings } from './settings.js';

it('listens where it is told', () => {
  expect(settings({ PORT: '80', NODE_ENV: 'production' })).toEqual({ port: 80, brief: true });
});

it('has a place of its own', () => {
  expect(settings({})).toEqual({ port: 3000, brief: false });
});
`,
      },
    ],
  },
  {
    name: 'adds a program with a shebang that ends with a code',
    base,
    overlays: [
      {
        'bin/calculate.js': `#!/usr/bin/env node
import { evaluate } from '../dist/index.js';

const [text] = globalThis.process.argv.slice(2);
if (text === undefined) globalThis.process.exit(64);
globalThis.process.stdout.write(\`\${evaluate(text)}\\n\`);
`,
        'package.json': replace(
          '"files": [\n',
          '"bin": {\n    "calculate": "bin/calculate.js"\n  },\n  "files": [\n    "bin",\n',
        ),
      },
    ],
  },
  {
    name: 'uses what the type checker offers: const assertions, narrowing, satisfies',
    base,
    overlays: [
      {
        'src/names.ts': `import type { Operator } from './types.js';

const NAMES = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'over' } as const satisfies Record<Operator, string>;

/** What an operator is called. */
export function nameOf(operator: unknown): string {
  if (typeof operator !== 'string') return 'nothing';
  return operator in NAMES ? NAMES[operator as keyof typeof NAMES] : 'unknown';
}
`,
        'src/names.test.ts': `import { expect, it } from 'vitest';
import { nameOf } from './names.js';

it.each([
  ['+', 'plus'],
  ['/', 'over'],
  ['%', 'unknown'],
  [7, 'nothing'],
])('calls %s by its name', (operator, name) => {
  expect(nameOf(operator)).toBe(name);
});
`,
      },
    ],
  },
  {
    name: 'adds types alone',
    base,
    overlays: [
      {
        'src/shapes.ts':
          "import type { Operation } from './types.js';\n\nexport type Named = { name: string; run: Operation };\n",
        'src/index.ts': after("export type { Named } from './shapes.js';\n"),
      },
    ],
  },
  {
    name: 'adds an entry point to the package',
    base,
    overlays: [
      {
        'package.json': replace(
          '"require": {\n        "types": "./dist/index.d.cts",\n        "default": "./dist/index.cjs"\n      }\n    }',
          '"require": {\n        "types": "./dist/index.d.cts",\n        "default": "./dist/index.cjs"\n      }\n    },\n    "./package.json": "./package.json"',
        ),
      },
    ],
  },
  {
    name: 'returns early where there is nothing to do',
    base,
    overlays: [
      {
        'src/sum.ts': `import { add } from './operations.js';

/** Adds numbers up. */
export function sum(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return values.reduce(add);
}
`,
        'src/sum.test.ts': `import { describe, expect, it } from 'vitest';
import { sum } from './sum.js';

describe('sum', () => {
  it('is nothing of nothing', () => {
    expect(sum([])).toBe(0);
  });

  it('adds up', () => {
    expect(sum([1, 2, 3])).toBe(6);
  });
});
`,
      },
    ],
  },
  {
    name: 'adds a function to Jest’s project with its tests',
    base: 'jest',
    overlays: [
      {
        'src/money.ts': after(
          '\n/** Writes `12.34`. */\nexport function writeCents(cents: Cents): string {\n  return (cents / 100).toFixed(2);\n}\n',
        ),
        'src/index.ts': replace('{ readCents, type Cents }', '{ readCents, writeCents, type Cents }'),
        'test/money.test.ts': both(
          replace('{ readCents }', '{ readCents, writeCents }'),
          after(
            "\ndescribe('writeCents', () => {\n  it('writes an amount', () => {\n    expect(writeCents(1234)).toBe('12.34');\n  });\n});\n",
          ),
        ),
      },
    ],
  },
  {
    name: 'merges two changes',
    base,
    overlays: [
      { 'src/negate.ts': NEGATE, 'src/negate.test.ts': NEGATE_TEST },
      {
        'README.md': after('\nIt negates, too.\n'),
        'src/types.ts': replace('gives a third', 'gives another'),
      },
    ],
  },
];
