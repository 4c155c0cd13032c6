import type { Honest } from '../honest.js';
import { after, replace } from '../support/overlay.js';

const base = 'vitest';

export const SURROUNDINGS: readonly Honest[] = [
  {
    name: 'writes documentation',
    base,
    overlays: [{ 'README.md': after('\nSee docs.\n'), 'docs/use.md': '# Use\n' }],
  },
  { name: 'ignores a file more', base, overlays: [{ '.gitignore': after('*.log\n') }] },
  {
    name: 'changes what continuous integration does',
    base,
    overlays: [{ '.github/workflows/ci.yml': replace('npm test', 'npm ci\n      - run: npm test') }],
  },
  {
    name: 'counts the version up',
    base,
    overlays: [
      {
        'package.json': (text) =>
          text
            .replace('"version": "1.0.0"', '"version": "1.1.0"')
            .replace('A small green library', 'A small library'),
        'CHANGELOG.md': '# 1.1.0\n\nNothing new.\n',
      },
    ],
  },
  {
    name: 'adds a script that judges nothing',
    base,
    overlays: [{ 'package.json': replace('"lint":', '"release": "npm version minor",\n    "lint":') }],
  },
  {
    name: 'checks types more strictly, and mends what that shows',
    base,
    overlays: [
      {
        'tsconfig.json': replace(
          '"types": [],',
          '"types": [],\n    "noImplicitReturns": true,\n    "exactOptionalPropertyTypes": true,',
        ),
        'src/names.ts': "/** What zero is called. */\nexport const ZERO = 'nought';\n",
      },
    ],
  },
  {
    name: 'asks the linter for more, and does it',
    base,
    overlays: [
      {
        'config/lint-rules.js': replace("'no-console': 'warn'", "'no-console': 'error', 'no-var': 'error'"),
      },
    ],
  },
  {
    name: 'asks for less of the linter, with the orchestrator’s waiver',
    base,
    overlays: [
      {
        'config/lint-rules.js': replace("'no-console': 'warn'", "'no-console': 'off'"),
        'src/trace.ts':
          'declare const console: { log(text: string): void };\n\n/** Says what is calculated. */\nexport const trace = (text: string) => console.log(text);\n',
        'src/trace.test.ts':
          "import { expect, it, vi } from 'vitest';\nimport { trace } from './trace.js';\n\nit('says what is calculated', () => {\n  const log = vi.fn();\n  vi.stubGlobal('console', { log });\n  trace('1 + 2');\n  expect(log).toHaveBeenCalledWith('1 + 2');\n  vi.unstubAllGlobals();\n});\n",
      },
    ],
    waived: [{ rule: 'judge-changed', path: 'config/lint-rules.js' }],
  },
  {
    name: 'measures less, with the orchestrator’s waiver',
    base,
    overlays: [
      {
        'vitest.config.ts': replace(
          "include: ['src/**/*.ts']",
          "include: ['src/**/*.ts'], exclude: ['src/memory.ts']",
        ),
      },
    ],
    waived: [
      { rule: 'judge-changed', path: 'vitest.config.ts' },
      { rule: 'file-not-measured', path: 'src/memory.ts' },
    ],
  },
  {
    name: 'changes what a function gives and what its test expects, with the orchestrator’s waiver',
    base,
    overlays: [
      {
        'src/operations.ts': replace("'Cannot divide by zero.'", "'Nothing can be divided by zero.'"),
        'src/format.ts': replace('${left} ${operator} ${right}', '${left}${operator}${right}'),
        'src/format.test.ts': replace('"9 / 3"', '"9/3"'),
        'src/__snapshots__/format.test.ts.snap': replace('"1 + 2"', '"1+2"'),
      },
    ],
    waived: [
      { rule: 'snapshot-rewritten' },
      { rule: 'expectation-changed', path: 'src/format.test.ts' },
      { rule: 'base-test-fails', path: 'src/format.test.ts' },
    ],
  },
  {
    name: 'takes a newer version of a dependency, with the orchestrator’s waiver',
    base,
    overlays: [{ 'package.json': replace('"eslint": "9.39.5"', '"eslint": "^9.39.5"') }],
    waived: [
      { rule: 'tool-replaced', path: 'package.json' },
      { rule: 'judge-changed', path: 'package.json' },
    ],
  },
  {
    name: 'says who owns what',
    base,
    overlays: [{ '.github/CODEOWNERS': '* @example\n', '.editorconfig': 'root = true\n', LICENSE: 'MIT\n' }],
  },
  {
    name: 'marks line endings for git',
    base,
    overlays: [{ '.gitattributes': '* text=auto\n*.png binary\n' }],
  },
];
