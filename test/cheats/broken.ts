import type { Base } from './support/bases.js';
import { after, replace, type Overlay } from './support/overlay.js';

/** What is wrong with a change before anything is done to hide it. */
export interface Broken {
  /** The gate that says so. */
  gate: 'typecheck' | 'lint' | 'test' | 'coverage' | 'build';
  base: Base;
  change: Overlay;
}

const NEGATE_TEST = `import { expect, it } from 'vitest';
import { negate } from './negate.js';

it('negates', () => {
  expect(negate(2)).toBe(-2);
});
`;

const untested = (name: string) => `export function ${name}(value: number): number {
  let sum = value;
${Array.from({ length: 30 }, (_, index) => `  sum += ${index};`).join('\n')}
  return sum;
}
`;

export const BROKEN = {
  'a failing test': {
    gate: 'test',
    base: 'vitest',
    change: {
      'src/operations.ts': replace('(left, right) => left - right', '(left, right) => left + right'),
    },
  },
  'one failing test': {
    gate: 'test',
    base: 'vitest',
    change: {
      'src/operations.ts': replace(
        '(left, right) => left - right',
        '(left, right) => (left === 5 ? left + right : left - right)',
      ),
    },
  },
  'a failing row of a table': {
    gate: 'test',
    base: 'vitest',
    change: {
      'src/operations.ts': replace(
        '(left, right) => left - right',
        '(left, right) => (left === 8 ? left + right : left - right)',
      ),
    },
  },
  'a failing test of objects': {
    gate: 'test',
    base: 'vitest',
    change: {
      'src/parse.ts': replace(
        'return { left: Number(left), operator, right: Number(right) };',
        'return Object.assign({ text }, { left: Number(left), operator, right: Number(right) });',
      ),
    },
  },
  'a failing test of listed data': {
    gate: 'test',
    base: 'vitest',
    change: { 'src/operations.ts': replace('return left / right;', 'return Math.trunc(left / right);') },
  },
  'a failing test by a helper': {
    gate: 'test',
    base: 'vitest',
    change: {
      'src/operations.ts': replace(
        '(left, right) => left - right',
        '(left, right) => (left < 0 ? left + right : left - right)',
      ),
    },
  },
  'a failing test of a class': {
    gate: 'test',
    base: 'vitest',
    change: { 'src/memory.ts': replace('this.#kept = result;', 'this.#kept ||= result;') },
  },
  'a failing snapshot': {
    gate: 'test',
    base: 'vitest',
    change: { 'src/format.ts': replace('${left} ${operator}', '${left}${operator}') },
  },
  'a rejection that nobody handles': {
    gate: 'test',
    base: 'vitest',
    change: {
      'src/evaluate.ts': replace(
        '  const {',
        "  void Promise.reject(new Error('The log cannot be written.'));\n  const {",
      ),
    },
  },
  'a type error': {
    gate: 'typecheck',
    base: 'vitest',
    change: {
      'src/negate.ts': 'export function negate(value: number): number {\n  return String(-value);\n}\n',
      'src/negate.test.ts': NEGATE_TEST.replace('toBe(-2)', "toEqual(expect.stringContaining('2'))"),
    },
  },
  'a lint error': {
    gate: 'lint',
    base: 'vitest',
    change: {
      'src/negate.ts':
        'export function negate(value: number): number {\n  let result = 0 - value;\n  return result;\n}\n',
      'src/negate.test.ts': NEGATE_TEST,
    },
  },
  'too little coverage': {
    gate: 'coverage',
    base: 'vitest',
    change: {
      'src/untested.ts': untested('untested'),
      'src/index.ts': after("export { untested } from './untested.js';\n"),
    },
  },
  'a broken build': {
    gate: 'build',
    base: 'vitest',
    change: { 'src/index.ts': after('export const ready = await Promise.resolve(true);\n') },
  },
  'a failing test of Jest': {
    gate: 'test',
    base: 'jest',
    change: { 'src/ledger.ts': replace('sum + entry.amount', 'sum - entry.amount') },
  },
  'too little coverage by Jest': {
    gate: 'coverage',
    base: 'jest',
    change: {
      'src/untested.ts': untested('untested'),
      'src/index.ts': after("export { untested } from './untested';\n"),
    },
  },
} satisfies Record<string, Broken>;

export type BrokenName = keyof typeof BROKEN;

export const BROKEN_NAMES = Object.keys(BROKEN) as BrokenName[];
