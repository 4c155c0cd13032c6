import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { both, laidOver, replace, type Overlay } from './overlay.js';

const FIXTURES = path.resolve(__dirname, '../../fixtures');

/** The calculator as a grown project has it: shared configuration, setup files, helpers, data, a snapshot, docs. */
const GROWN: Overlay = {
  'README.md': '# Calculator\n\nCalculates `1 + 2`.\n',
  '.github/workflows/ci.yml':
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n',
  'tsconfig.json': `{
  "extends": "./config/tsconfig.base.json",
  "compilerOptions": { "types": [], "skipLibCheck": true, "noEmit": true, "resolveJsonModule": true },
  "include": ["src", "test"]
}
`,
  'config/tsconfig.base.json': `{
  "compilerOptions": {
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "strict": true,
    "noUncheckedIndexedAccess": true
  }
}
`,
  'config/lint-rules.js':
    "export const rules = { 'prefer-const': 'error', eqeqeq: 'error', 'no-console': 'warn' };\n",
  'config/test-files.ts': "export const testFiles = ['src/**/*.test.ts'];\n",
  'eslint.config.js': `import tseslint from 'typescript-eslint';
import { rules } from './config/lint-rules.js';

export default tseslint.config({ ignores: ['dist/'] }, ...tseslint.configs.recommended, { rules });
`,
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';
import { testFiles } from './config/test-files';

export default defineConfig({
  test: {
    include: testFiles,
    setupFiles: ['./test/setup.ts'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
});
`,
  'test/setup.ts': `import { afterEach, vi } from 'vitest';
import { frozen } from './clock.js';

afterEach(() => {
  if (frozen()) vi.useRealTimers();
});
`,
  'test/clock.ts': `import { vi } from 'vitest';

export const frozen = () => vi.isFakeTimers();
`,
  'test/results.ts': `import { expect } from 'vitest';
import { evaluate } from '../src/index.js';

/** Expects what a text comes to. */
export function expectResult(text: string, result: number): void {
  expect(evaluate(text)).toBe(result);
}
`,
  'test/cases.json': `[
  { "text": "7 - 2", "result": 5 },
  { "text": "6 / 4", "result": 1.5 }
]
`,
  'src/evaluate.test.ts': replace(
    `  });
});`,
    `  });

  it('calculates with negative numbers', () => {
    expectResult('-4 - -6', 2);
  });

  it.each(cases)('calculates $text of the list', ({ text, result }) => {
    expect(evaluate(text)).toBe(result);
  });
});`,
  ),
  'src/format.ts': `import type { Expression } from './types.js';

/** Writes \`1 + 2\`. */
export function format({ left, operator, right }: Expression): string {
  return \`\${left} \${operator} \${right}\`;
}
`,
  'src/format.test.ts': `import { expect, it } from 'vitest';
import { format } from './format.js';

it('formats an expression', () => {
  expect(format({ left: 1, operator: '+', right: 2 })).toMatchSnapshot();
});

it('formats a quotient', () => {
  expect(format({ left: 9, operator: '/', right: 3 })).toMatchInlineSnapshot(\`"9 / 3"\`);
});
`,
  'src/__snapshots__/format.test.ts.snap': `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html

exports[\`formats an expression 1\`] = \`"1 + 2"\`;
`,
  'src/signs.test.ts': `import { expect, it } from 'vitest';
import { parse } from './parse.js';

it('reads the signs of numbers', () => {
  const read = parse('-1 - -2');
  expect(read.left).toBe(-1);
  expect(read.operator === '-').toBe(true);
  expect(read.right).toBe(-2);
});
`,
  'src/memory.ts': `/** Keeps the last result. */
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
  'src/memory.test.ts': `import { describe, expect, it } from 'vitest';
import { Memory } from './memory.js';

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
};

/** What one test calculates no other does, so that a change can break one alone. */
const APART = replace("['5 - 3', 2]", "['8 - 2', 6]");

const IMPORTS: Overlay = {
  'src/evaluate.test.ts': both(
    APART,
    replace(
      "import { evaluate } from './index.js';\n",
      "import { evaluate } from './index.js';\nimport { expectResult } from '../test/results.js';\nimport cases from '../test/cases.json';\n",
    ),
  ),
};

const BASES = {
  /** Vitest, ESLint, tsc and tsup. */
  vitest: { fixture: 'calculator', overlays: [GROWN, IMPORTS] },
  /** The same, where neither tests nor what was built may take long. */
  hasty: {
    fixture: 'calculator',
    overlays: [
      GROWN,
      IMPORTS,
      {
        'quality-gates.yaml':
          'gates:\n  test: { timeoutMs: 15000 }\n  coverage: { timeoutMs: 15000 }\n  build: { timeoutMs: 15000 }\n',
      },
    ],
  },
  /** Jest, ESLint, and tsc for types and build; CommonJS. */
  jest: { fixture: 'ledger', overlays: [] },
} satisfies Record<string, { fixture: string; overlays: Overlay[] }>;

export type Base = keyof typeof BASES;

export const BASE_NAMES: readonly Base[] = ['vitest', 'hasty', 'jest'];

/** The files of a base. */
export async function filesOf(base: Base) {
  const { fixture, overlays } = BASES[base];
  const directory = path.join(FIXTURES, fixture);
  const texts = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const file = path.relative(directory, path.join(entry.parentPath, entry.name));
    const built = file.split(path.sep).some((part) => ['node_modules', 'dist', 'coverage'].includes(part));
    if (entry.isFile() && !built) texts.set(file, await readFile(path.join(directory, file), 'utf8'));
  }
  return overlays.reduce(
    (files, overlay) => laidOver(files, overlay),
    new Map<string, string | { link: string }>(texts),
  );
}
