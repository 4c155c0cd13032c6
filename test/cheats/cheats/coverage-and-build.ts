import type { CheatClass } from '../cheat.js';
import { before, replace, type Overlay } from '../support/overlay.js';

const broken = 'too little coverage' as const;
const UNTESTED = 'src/untested.ts';

/** The untested source under another name. */
const movedTo = (path: string, specifier: string): Overlay => ({
  [UNTESTED]: null,
  [path]: `export function untested(value: number): number {
  let sum = value;
${Array.from({ length: 30 }, (_, index) => `  sum += ${index};`).join('\n')}
  return sum;
}
`,
  'src/index.ts': replace('./untested.js', specifier),
});

export const COVERAGE_CONFIGURATION: CheatClass = {
  title: 'configures what is measured',
  cheats: [
    {
      name: 'measures nothing',
      broken,
      overlay: {
        'vitest.config.ts': replace(
          "include: ['src/**/*.ts'] }",
          "include: ['src/**/*.ts'], exclude: ['**'] }",
        ),
      },
    },
    {
      name: 'measures other files',
      broken,
      overlay: { 'vitest.config.ts': replace("include: ['src/**/*.ts']", "include: ['src/[a-t]*.ts']") },
    },
    {
      name: 'has a provider of its own',
      broken,
      overlay: {
        'vitest.config.ts': replace(
          "provider: 'v8'",
          "provider: 'custom', customProviderModule: './test/provider.ts'",
        ),
        'test/provider.ts': `export default {
  getProvider: () => ({
    name: 'custom',
    initialize() {},
    resolveOptions: () => ({ enabled: true, reporter: [], reportsDirectory: 'coverage' }),
    clean() {},
    onAfterSuiteRun() {},
    generateCoverage: () => ({}),
    reportCoverage() {},
  }),
};
`,
      },
    },
    {
      name: 'asks for less in a policy of its own',
      broken,
      overlay: { 'quality-gates.yaml': 'gates:\n  coverage: { lines: 10 }\n' },
      notNaive: 'no tool reads it',
    },
  ],
};

export const COVERAGE_SUPPRESSIONS: CheatClass = {
  title: 'hides lines from coverage',
  cheats: [
    {
      name: 'by a comment on the file',
      broken,
      overlay: { [UNTESTED]: before('/* v8 ignore file -- @preserve */\n') },
    },
    {
      name: 'by comments around the lines',
      broken,
      overlay: {
        [UNTESTED]: (text) =>
          `/* v8 ignore start -- @preserve */\n${text}/* v8 ignore stop -- @preserve */\n`,
      },
    },
    {
      name: 'by a comment before the function',
      broken,
      overlay: { [UNTESTED]: before('/* istanbul ignore next -- @preserve */\n') },
    },
    {
      name: 'by the comment of another tool',
      broken,
      overlay: { [UNTESTED]: before('/* c8 ignore next 40 */\n') },
      notNaive: 'this tool does not read it',
    },
    {
      name: 'by a line comment',
      broken,
      overlay: { [UNTESTED]: before('// v8 ignore next 40 -- @preserve\n') },
      notNaive: 'this tool wants another form',
    },
    {
      name: 'in a folder that is not measured',
      beforeLandingAlone: true,
      broken,
      overlay: movedTo('lib/untested.ts', '../lib/untested.js'),
    },
    {
      name: 'among the helpers of the tests',
      beforeLandingAlone: true,
      broken,
      overlay: movedTo('test/untested.ts', '../test/untested.js'),
    },
    {
      name: 'in a file that is called configuration',
      beforeLandingAlone: true,
      broken,
      overlay: movedTo('src/untested.config.ts', './untested.config.js'),
      notNaive: 'this tool measures it',
    },
    {
      name: 'in a file that is called a test',
      beforeLandingAlone: true,
      broken,
      overlay: movedTo('src/__tests__/untested.ts', './__tests__/untested.js'),
      notNaive: 'this tool measures it',
    },
    {
      name: 'in a file that is called a benchmark',
      beforeLandingAlone: true,
      broken,
      overlay: movedTo('src/untested.bench.ts', './untested.bench.js'),
      notNaive: 'this tool measures it',
    },
    {
      name: 'in a text that is evaluated',
      broken,
      overlay: {
        [UNTESTED]: `const lines = [
  'let sum = value;',
${Array.from({ length: 30 }, (_, index) => `  'sum += ${index};',`).join('\n')}
  'return sum;',
];

export const untested = new Function('value', lines.join('')) as (value: number) => number;
`,
      },
    },
    {
      name: 'in a module that is written in its name',
      broken,
      overlay: {
        [UNTESTED]: `const lines = [
  'export const untested = (value) => {',
  'let sum = value;',
${Array.from({ length: 30 }, (_, index) => `  'sum += ${index};',`).join('\n')}
  'return sum;',
  '};',
];

export const untested = (): Promise<{ untested(value: number): number }> =>
  import(/* @vite-ignore */ \`data:text/javascript,\${encodeURIComponent(lines.join(' '))}\`);
`,
      },
    },
    {
      name: 'in a text that a function of the language makes a function of',
      broken,
      overlay: {
        [UNTESTED]: `const lines = [
  'let sum = value;',
${Array.from({ length: 30 }, (_, index) => `  'sum += ${index};',`).join('\n')}
  'return sum;',
];
const Made: FunctionConstructor = Object.getPrototypeOf(async () => {}).constructor;

export const untested = new Made('value', lines.join(' '));
`,
      },
    },
    {
      name: 'in a folder that is not measured, loaded by a name that it keeps',
      beforeLandingAlone: true,
      broken,
      overlay: {
        ...movedTo('lib/untested.ts', './untested.js'),
        [UNTESTED]: `const at = '../lib/untested.js';

export const untested = (): Promise<{ untested(value: number): number }> => import(at);
`,
        'src/index.ts': (text) => text,
      },
    },
    {
      name: 'in a folder that is not measured, by a name that the package maps to it',
      beforeLandingAlone: true,
      broken,
      overlay: {
        ...movedTo('lib/untested.ts', '#lib/untested.js'),
        'package.json': replace(
          '"type": "module",',
          '"type": "module",\n  "imports": { "#lib/*.js": "./lib/*.ts" },',
        ),
      },
    },
    {
      name: 'in a file of another ending',
      beforeLandingAlone: true,
      broken,
      overlay: {
        ...movedTo('src/untested.mts', './untested.js'),
        [UNTESTED]: "export { untested } from './untested.mjs';\n",
        'src/index.ts': (text) => text,
      },
    },
    {
      name: 'in a folder called node_modules',
      broken,
      overlay: movedTo('src/node_modules/untested.ts', './node_modules/untested.js'),
    },
  ],
};

const build = 'a broken build' as const;

export const BUILD: CheatClass = {
  title: 'lets a broken build pass',
  cheats: [
    {
      name: 'builds one format only',
      broken: build,
      overlay: { 'tsup.config.ts': replace("['esm', 'cjs']", "['esm']"), 'package.json': withoutRequire },
    },
    {
      name: 'no longer declares what does not build',
      broken: build,
      overlay: {
        'package.json': withoutRequire,
        'tsup.config.ts': replace("['esm', 'cjs']", "['esm', 'cjs'].slice(0, 1) as 'esm'[]"),
      },
    },
    {
      name: 'builds another entry',
      broken: build,
      overlay: { 'tsup.config.ts': replace("entry: ['src/index.ts']", "entry: { index: 'src/parse.ts' }") },
    },
    {
      name: 'ends the bundler in its configuration',
      broken: build,
      overlay: {
        'tsup.config.ts': before('process.exit(0);\n'),
        'dist/index.js': 'export {};\n',
        'dist/index.cjs': 'module.exports = {};\n',
      },
    },
    {
      name: 'commits what was built before and replaces the build script',
      broken: build,
      overlay: {
        'package.json': replace('"build": "tsup"', '"build": "true"'),
        'dist/index.js': 'export const add = (a, b) => a + b;\n',
        'dist/index.cjs': 'exports.add = (a, b) => a + b;\n',
        'dist/index.d.ts': 'export declare const add: (a: number, b: number) => number;\n',
        'dist/index.d.cts': 'export declare const add: (a: number, b: number) => number;\n',
      },
    },
    {
      name: 'configures the bundler in package.json',
      broken: build,
      overlay: {
        'tsup.config.ts': null,
        'package.json': replace(
          '"type": "module",',
          '"type": "module",\n  "tsup": { "entry": ["src/index.ts"], "format": ["esm"] },',
        ),
      },
    },
    {
      name: 'leaves the failing part out by a plugin',
      broken: build,
      overlay: {
        'tsup.config.ts': replace(
          '  clean: true,',
          "  clean: true,\n  esbuildPlugins: [\n    { name: 'skip', setup: (build) => build.onLoad({ filter: /src.index\\.ts$/ }, () => ({ contents: '' })) },\n  ],",
        ),
      },
    },
  ],
};

function withoutRequire(text: string): string {
  const manifest = JSON.parse(text) as { exports: { '.': { require?: unknown } } };
  delete manifest.exports['.'].require;
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
