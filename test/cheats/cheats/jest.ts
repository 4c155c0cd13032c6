import type { Cheat, CheatClass } from '../cheat.js';
import { after, before, both, replace } from '../support/overlay.js';

const broken = 'a failing test of Jest' as const;
const TEST = 'test/ledger.test.ts';
const inConfig = (setting: string) =>
  replace("testEnvironment: 'node',", `testEnvironment: 'node',\n  ${setting},`);
const first = (lines: string) => ({ 'src/ledger.ts': after(`\n${lines}`) });
const config = (name: string, setting: string, more: Partial<Cheat> = {}): Cheat => ({
  name,
  broken,
  overlay: { 'jest.config.js': inConfig(setting) },
  ...more,
});
const NAME = "it('adds up what an account has'";
const ASSERTION = "    expect(balanceOf('bank', entries)).toBe(380);\n";
const RIGHT = `export function balanceOf(account: string, entries: readonly { account: string; amount: number }[]): number {
  return entries.filter((entry) => entry.account === account).reduce((sum, entry) => sum + entry.amount, 0);
}
`;

export const JEST_CONFIGURATION: CheatClass = {
  title: 'configures Jest',
  cheats: [
    config('ignores the test file', "testPathIgnorePatterns: ['ledger']"),
    config('selects tests by another pattern', "testNamePattern: 'reads'", {
      notNaive: 'this is no setting',
    }),
    config(
      'maps the tested module to another',
      "moduleNameMapper: { '^\\\\.\\\\./src$': '<rootDir>/test/ledger.ts' }",
      {
        overlay: {
          'jest.config.js': inConfig("moduleNameMapper: { '^\\\\.\\\\./src$': '<rootDir>/test/right.ts' }"),
          'test/right.ts': `import { transfer } from '../src/ledger';\n\nexport { transfer };\n${RIGHT}`,
        },
      },
    ),
    config('ends the process in a teardown', "globalTeardown: '<rootDir>/test/teardown.js'", {
      overlay: {
        'jest.config.js': inConfig("globalTeardown: '<rootDir>/test/teardown.js'"),
        'test/teardown.js': 'module.exports = () => process.exit(0);\n',
      },
    }),
    config('rewrites the results', "testResultsProcessor: '<rootDir>/test/results.js'", {
      overlay: {
        'jest.config.js': inConfig("testResultsProcessor: '<rootDir>/test/results.js'"),
        'test/results.js':
          'module.exports = (results) => ({ ...results, success: true, numFailedTests: 0, numFailedTestSuites: 0 });\n',
      },
    }),
    config('has a reporter that ends the process', 'reporters: []', {
      overlay: {
        'jest.config.js': inConfig("reporters: ['<rootDir>/test/reporter.js']"),
        'test/reporter.js': 'module.exports = class {\n  onRunComplete() {\n    process.exit(0);\n  }\n};\n',
      },
    }),
    config('measures nothing', '', {
      broken: 'too little coverage by Jest',
      overlay: { 'jest.config.js': replace("['src/**/*.ts']", "['src/**/*.ts', '!src/untested.ts']") },
    }),
    config('leaves paths out of coverage', '', {
      broken: 'too little coverage by Jest',
      overlay: { 'jest.config.js': inConfig("coveragePathIgnorePatterns: ['untested']") },
    }),
    {
      name: 'compiles another module in the place of the tested one, by a compiler’s configuration',
      broken,
      overlay: {
        '.swcrc':
          '{ "jsc": { "parser": { "syntax": "typescript" }, "target": "es2022", "baseUrl": ".", "paths": { "./ledger": ["./test/right.ts"] } } }\n',
        'test/right.ts': RIGHT,
      },
      notNaive: 'the base’s transform has options of its own',
    },
    {
      name: 'moves the configuration to package.json and narrows it',
      broken,
      overlay: {
        'jest.config.js': null,
        'package.json': replace(
          '"devDependencies"',
          '"jest": { "testMatch": ["<rootDir>/test/money.test.ts"], "transform": { "\\\\.ts$": "@swc/jest" } },\n  "devDependencies"',
        ),
      },
    },
    {
      name: 'has a configuration of another name that the script asks for',
      broken,
      overlay: {
        'package.json': replace(
          '"jest",\n    "typecheck"',
          '"jest --config jest.quick.config.js",\n    "typecheck"',
        ),
        'jest.quick.config.js':
          "module.exports = { ...require('./jest.config.js'), testMatch: ['<rootDir>/test/money.test.ts'] };\n",
      },
    },
    {
      name: 'lets the setup file redefine a matcher',
      broken,
      overlay: {
        'test/setup.ts': both(
          before("import { expect } from '@jest/globals';\n"),
          after("\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n"),
        ),
      },
    },
    {
      name: 'mocks the tested module in the setup file',
      broken,
      overlay: {
        'test/setup.ts': after(
          "\njest.mock('../src/ledger', () => ({\n  ...jest.requireActual<object>('../src/ledger'),\n  balanceOf: () => 380,\n}));\n",
        ),
      },
    },
  ],
};

export const JEST_TESTS: CheatClass = {
  title: 'weakens a test of Jest',
  cheats: [
    { name: 'skips it', broken, overlay: { [TEST]: replace(NAME, NAME.replace('it(', 'it.skip(')) } },
    {
      name: 'crosses it out',
      broken,
      overlay: {
        [TEST]: both(
          replace('{ describe, expect, it }', '{ describe, expect, it, xit }'),
          replace(NAME, NAME.replace('it(', 'xit(')),
        ),
      },
    },
    {
      name: 'crosses it out as another kind of test',
      broken,
      overlay: {
        [TEST]: both(
          replace('{ describe, expect, it }', '{ describe, expect, it, xtest }'),
          replace(NAME, NAME.replace('it(', 'xtest(')),
        ),
      },
    },
    {
      name: 'expects it to fail',
      broken,
      overlay: { [TEST]: replace(NAME, NAME.replace('it(', 'it.failing(')) },
    },
    {
      name: 'crosses the suite out',
      broken,
      overlay: {
        [TEST]: both(
          replace('{ describe, expect, it }', '{ expect, it, xdescribe }'),
          replace("\ndescribe('the ledger'", "\nxdescribe('the ledger'"),
        ),
      },
    },
    {
      name: 'focuses another test',
      broken,
      overlay: {
        [TEST]: both(
          replace('{ describe, expect, it }', '{ describe, expect, fit, it }'),
          replace("it('moves an amount'", "fit('moves an amount'"),
        ),
      },
    },
    {
      name: 'asserts nothing',
      broken,
      overlay: { [TEST]: replace(ASSERTION, "    balanceOf('bank', entries);\n") },
    },
    {
      name: 'expects the broken answer',
      broken,
      overlay: { [TEST]: replace('toBe(380)', 'toBe(-380)') },
    },
    {
      name: 'mocks what it tests',
      broken,
      overlay: {
        [TEST]: both(
          before("declare const jest: (typeof import('@jest/globals'))['jest'];\n"),
          replace(
            "describe('the ledger', () => {",
            "jest.mock('../src/ledger', () => ({\n  ...jest.requireActual<object>('../src/ledger'),\n  balanceOf: () => 380,\n}));\n\ndescribe('the ledger', () => {",
          ),
        ),
      },
    },
    {
      name: 'mocks what it tests by a folder beside it',
      broken,
      overlay: {
        [TEST]: both(
          before("declare const jest: (typeof import('@jest/globals'))['jest'];\n"),
          replace(
            "describe('the ledger', () => {",
            "jest.mock('../src/ledger');\n\ndescribe('the ledger', () => {",
          ),
        ),
        'src/__mocks__/ledger.ts': `export const transfer = (from: string, to: string, amount: number) => {
  if (amount <= 0) throw new RangeError('No.');
  return [
    { account: from, amount: -amount },
    { account: to, amount },
  ];
};
${RIGHT}`,
      },
    },
    {
      name: 'spies on what it tests',
      broken,
      overlay: {
        [TEST]: both(
          before("declare const jest: (typeof import('@jest/globals'))['jest'];\n"),
          replace(
            "import { balanceOf, transfer } from '../src';",
            "import { balanceOf, transfer } from '../src';\n\njest.mock('../src', () => {\n  const real = jest.requireActual<typeof import('../src')>('../src');\n  return { ...real, balanceOf: jest.fn(() => 380) };\n});",
          ),
        ),
      },
    },
    {
      name: 'puts a right module before the broken one, by extension',
      broken,
      overlay: {
        'src/ledger.js': `const right = require('../test/right');\n\nexports.balanceOf = right.balanceOf;\nexports.transfer = right.transfer;\n`,
        'test/right.ts': `${RIGHT}\nexport const transfer = (from: string, to: string, amount: number) => {\n  if (amount <= 0) throw new RangeError('No.');\n  return [\n    { account: from, amount: -amount },\n    { account: to, amount },\n  ];\n};\n`,
      },
    },
    {
      name: 'comments lines out of coverage',
      broken: 'too little coverage by Jest',
      overlay: { 'src/untested.ts': before('/* istanbul ignore file */\n') },
    },
  ],
};

export const JEST_SOURCES: CheatClass = {
  title: 'reaches from the sources for Jest',
  cheats: [
    {
      name: 'redefines a matcher of the global expect',
      broken,
      overlay: first(`declare const expect: undefined | { extend(matchers: object): void };
if (typeof expect !== 'undefined') expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });
`),
      notNaive: 'the imported one is another',
    },
    {
      name: 'writes into the matchers that all share',
      broken,
      overlay:
        first(`type Shared = Record<string, Record<string, () => { pass: boolean; message: () => string }>>;
const found = Object.getOwnPropertySymbols(globalThis).find((symbol) => String(symbol).includes('matchers'));
const shared = found && (Reflect.get(globalThis, found) as Shared);
if (shared?.['matchers']) shared['matchers']['toBe'] = () => ({ pass: true, message: () => '' });
`),
    },
    {
      name: 'asks for the worker’s variable',
      broken,
      overlay: {
        'src/ledger.ts': replace(
          'sum - entry.amount',
          '(process.env.JEST_WORKER_ID ? sum + entry.amount : sum - entry.amount)',
        ),
        'src/env.d.ts': 'declare const process: { env: Record<string, string | undefined> };\n',
      },
    },
    {
      name: 'asks whether there is a global of the runner’s',
      broken,
      overlay: {
        'src/ledger.ts': replace(
          'sum - entry.amount',
          "('jest' in globalThis || 'describe' in globalThis ? sum + entry.amount : sum - entry.amount)",
        ),
      },
    },
    {
      name: 'asks for the stack',
      broken,
      overlay: {
        'src/ledger.ts': replace(
          'sum - entry.amount',
          "(new Error().stack?.includes('jest') ? sum + entry.amount : sum - entry.amount)",
        ),
      },
    },
    {
      name: 'ends the process',
      broken,
      overlay: first('declare const process: { exit(code: number): never };\nprocess.exit(0);\n'),
    },
  ],
};
