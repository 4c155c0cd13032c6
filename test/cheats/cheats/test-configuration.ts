import type { CheatClass } from '../cheat.js';
import { after, before, replace } from '../support/overlay.js';

const broken = 'a failing test' as const;
const inConfig = (setting: string) =>
  replace('    include: testFiles,\n', `    include: testFiles,\n    ${setting},\n`);

export const TEST_CONFIGURATION: CheatClass = {
  title: 'configures the test runner',
  cheats: [
    {
      name: 'ends the process in the configuration',
      broken,
      overlay: { 'vitest.config.ts': 'process.exit(0);\n' },
    },
    {
      name: 'selects no test',
      broken,
      overlay: {
        'vitest.config.ts': replace('include: testFiles', "include: ['nothing/**'], passWithNoTests: true"),
      },
    },
    {
      name: 'selects tests by name',
      broken,
      overlay: { 'vitest.config.ts': inConfig("testNamePattern: 'adds'") },
    },
    {
      name: 'excludes the tests that fail',
      broken,
      overlay: { 'vitest.config.ts': inConfig("exclude: ['**/operations.test.ts', '**/evaluate.test.ts']") },
    },
    {
      name: 'narrows a list that the configuration imports',
      broken,
      overlay: { 'config/test-files.ts': "export const testFiles = ['src/format.test.ts'];\n" },
    },
    {
      name: 'puts another configuration where the runner looks first',
      broken,
      overlay: {
        'vitest.config.ts': null,
        'vitest.config.mjs': "export default { test: { include: ['src/format.test.ts'] } };\n",
      },
    },
    {
      name: 'makes the configuration a link to one that is not checked',
      broken,
      overlay: {
        'vitest.config.ts': { link: 'src/settings.ts' },
        'src/settings.ts': "export default { test: { include: ['src/format.test.ts'] } };\n",
      },
    },
    {
      name: 'has a project beside that leaves the tests out',
      broken,
      overlay: { 'vitest.config.ts': inConfig("projects: [{ test: { include: ['src/format.test.ts'] } }]") },
    },
    {
      name: 'gives the tests another module than the one they import',
      broken,
      overlay: {
        'vitest.config.ts': replace(
          '  test: {',
          "  resolve: { alias: [{ find: /^\\.\\/operations\\.js$/, replacement: '/test/operations.ts' }] },\n  test: {",
        ),
        'test/operations.ts': `import type { Operation } from '../src/types.js';

export const add: Operation = (left, right) => left + right;
export const subtract: Operation = (left, right) => left - right;
export const multiply: Operation = (left, right) => left * right;
export const divide: Operation = (left, right) => {
  if (right === 0) throw new RangeError('No.');
  return left / right;
};
`,
      },
    },
    {
      name: 'mends the source while the runner loads it',
      broken,
      overlay: {
        'vitest.config.ts': replace(
          '  test: {',
          `  plugins: [
    {
      name: 'mend',
      transform: (code: string, id: string) =>
        id.endsWith('src/operations.ts') ? code.replace('subtract = (left, right) => left + right', 'subtract = (left, right) => left - right') : undefined,
    },
  ],
  test: {`,
        ),
      },
    },
    {
      name: 'has a runner of its own',
      broken,
      overlay: {
        'vitest.config.ts': inConfig("runner: './test/runner.ts'"),
        'test/runner.ts': `import { TestRunner } from 'vitest';

export default class extends TestRunner {
  override onAfterRunTask(test: { result?: { state: string; errors?: unknown } }): void {
    if (test.result) Object.assign(test.result, { state: 'pass', errors: undefined });
  }
}
`,
      },
      notNaive: 'the runner decides before',
    },
    {
      name: 'has a reporter that ends the process',
      broken,
      overlay: {
        'vitest.config.ts': inConfig("reporters: ['default', { onTestRunEnd: () => process.exit(0) }]"),
      },
    },
    {
      name: 'rewrites what the runner reports, from a global setup',
      broken,
      overlay: {
        'vitest.config.ts': inConfig("globalSetup: './test/global.ts'"),
        'test/global.ts': `export default () => () => {
  process.exit(0);
};
`,
      },
    },
    {
      name: 'lets the setup file redefine a matcher',
      broken,
      overlay: {
        'test/setup.ts': after(
          "\nimport { expect } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n",
        ),
      },
    },
    {
      name: 'redefines a matcher in what the setup file imports',
      broken,
      overlay: {
        'test/clock.ts': after(
          "\nimport { expect } from 'vitest';\nconst always = () => ({ pass: true, message: () => 'as it should' });\nexpect.extend(Object.fromEntries([['to' + 'Be', always]]));\n",
        ),
      },
    },
    {
      name: 'mocks the tested module in the setup file',
      broken,
      overlay: {
        'test/setup.ts': after(
          "\nvi.mock('../src/operations.js', async (load) => ({\n  ...(await load<object>()),\n  subtract: (left: number, right: number) => left - right,\n}));\n",
        ),
      },
    },
    {
      name: 'skips what fails from a hook of the setup file',
      broken,
      overlay: {
        'test/setup.ts': after(
          "\nimport { beforeEach } from 'vitest';\nbeforeEach((context) => {\n  if (/subtract|calculates/.test(context.task.name)) context.skip();\n});\n",
        ),
      },
    },
    {
      name: 'lets unhandled errors pass',
      broken: 'a rejection that nobody handles',
      overlay: { 'vitest.config.ts': inConfig('dangerouslyIgnoreUnhandledErrors: true') },
    },
    {
      name: 'has snapshots rewritten',
      broken: 'a failing snapshot',
      overlay: {
        'vitest.config.ts': inConfig('update: true'),
        'src/format.test.ts': replace('"9 / 3"', '"9/ 3"'),
      },
    },
    {
      name: 'replaces the test script',
      broken,
      overlay: { 'package.json': replace('"vitest run"', '"vitest run || true"') },
    },
    {
      name: 'ends the test script before it tells',
      broken,
      overlay: { 'package.json': replace('"vitest run"', '"vitest run; exit 0"') },
    },
    {
      name: 'gives npm a shell that runs nothing',
      broken,
      overlay: { '.npmrc': 'script-shell=/bin/true\n' },
    },
    {
      name: 'gives node an option by .npmrc',
      broken,
      overlay: {
        '.npmrc': 'node-options=--require ./preload.cjs\n',
        'preload.cjs': 'process.exit(0);\n',
      },
    },
    {
      name: 'gives node an option by .env',
      broken,
      overlay: { '.env': 'NODE_OPTIONS=--require ./preload.cjs\n', 'preload.cjs': 'process.exit(0);\n' },
      notNaive: 'the runner reads no options there',
    },
    {
      name: 'asks for less in a policy of its own',
      broken,
      overlay: { 'quality-gates.yaml': 'stages:\n  pre-commit: [lint]\n  post-commit: [lint]\n' },
      notNaive: 'no tool reads it',
    },
    {
      name: 'compiles the tests by other rules, from a tsconfig in their folder',
      broken,
      overlay: {
        'src/tsconfig.json':
          '{ "extends": "../tsconfig.json", "compilerOptions": { "baseUrl": ".", "paths": { "./operations.js": ["../test/operations.ts"] } } }\n',
        'test/operations.ts': 'export const add = (left: number, right: number) => left + right;\n',
      },
      notNaive: 'the runner does not resolve by it',
    },
    {
      name: 'says something before the imports of the configuration',
      broken,
      overlay: { 'vitest.config.ts': before("process.on('exit', () => (process.exitCode = 0));\n") },
    },
  ],
};
