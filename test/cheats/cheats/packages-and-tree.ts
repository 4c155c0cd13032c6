import type { CheatClass } from '../cheat.js';
import { replace } from '../support/overlay.js';

const broken = 'a failing test' as const;

const FAKE_RUNNER = `export const it = Object.assign(() => {}, { each: () => () => {}, skip: () => {} });
export const test = it;
export const describe = (name, body) => body();
export const expect = () => {};
export const vi = {};
export const afterEach = () => {};
`;
/** A runner whose tests are told and do nothing. */
const HOLLOW_RUNNER = `import * as real from '../../../node_modules/vitest/dist/index.js';
export * from '../../../node_modules/vitest/dist/index.js';
const hollow = (name) => real.it(name, () => {});
export const it = Object.assign(hollow, { each: (rows) => (name) => real.it.each(rows)(name, () => {}) });
`;

export const PACKAGES: CheatClass = {
  title: 'replaces a package',
  cheats: [
    {
      name: 'brings packages of its own',
      broken,
      overlay: {
        'node_modules/vitest/package.json':
          '{ "name": "vitest", "version": "4.1.12", "type": "module", "exports": "./index.js" }\n',
        'node_modules/vitest/index.js': FAKE_RUNNER,
      },
      notNaive: 'the packages that are installed lie there',
    },
    {
      name: 'brings a runner in a node_modules folder beside the tests',
      broken,
      overlay: {
        'src/node_modules/vitest/package.json':
          '{ "name": "vitest", "version": "4.1.12", "type": "module", "exports": "./index.js" }\n',
        'src/node_modules/vitest/index.js': HOLLOW_RUNNER,
      },
      notNaive: 'the runner takes itself',
    },
    {
      name: 'brings a program of a tool’s name',
      broken,
      overlay: { 'node_modules/.bin/vitest': '#!/bin/sh\nexit 0\n' },
      notNaive: 'the programs that are installed lie there',
    },
    {
      name: 'asks for the runner from a folder of its own',
      broken,
      overlay: {
        'package.json': replace('"vitest": "4.1.12"', '"vitest": "file:./tools/vitest"'),
        'tools/vitest/package.json':
          '{ "name": "vitest", "version": "4.1.12", "type": "module", "exports": "./index.js" }\n',
        'tools/vitest/index.js': FAKE_RUNNER,
      },
      notNaive: 'nothing is installed here',
    },
    {
      name: 'asks for another package under the runner’s name',
      broken,
      overlay: { 'package.json': replace('"vitest": "4.1.12"', '"vitest": "npm:vitest-lenient@4.1.12"') },
      notNaive: 'nothing is installed here',
    },
    {
      name: 'asks for an older linter',
      broken: 'a lint error',
      overlay: { 'package.json': replace('"eslint": "9.39.5"', '"eslint": "8.57.1"') },
      notNaive: 'nothing is installed here',
    },
    {
      name: 'overrides a package of the runner',
      broken,
      overlay: {
        'package.json': replace(
          '"devDependencies"',
          '"overrides": { "@vitest/expect": "npm:@example/expect@1.0.0" },\n  "devDependencies"',
        ),
      },
      notNaive: 'nothing is installed here',
    },
    {
      name: 'has a workspace of the runner’s name',
      broken,
      overlay: {
        'package.json': replace('"devDependencies"', '"workspaces": ["tools/*"],\n  "devDependencies"'),
        'tools/vitest/package.json':
          '{ "name": "vitest", "version": "4.1.12", "type": "module", "exports": "./index.js" }\n',
        'tools/vitest/index.js': FAKE_RUNNER,
      },
      notNaive: 'nothing is installed here',
    },
    {
      name: 'takes packages from another registry',
      broken,
      overlay: { '.npmrc': 'registry=https://registry.example.org/\n' },
      notNaive: 'nothing is installed here',
    },
    {
      name: 'takes a tool away',
      broken: 'a lint error',
      overlay: {
        'package.json': (text) =>
          text.replace('    "eslint": "9.39.5",\n', '').replace('    "lint": "eslint .",\n', ''),
        'eslint.config.js': null,
      },
      notNaive: 'there is nothing left to run',
    },
    {
      name: 'names itself as the runner',
      broken,
      overlay: {
        'package.json': (text) =>
          text
            .replace('"name": "calculator"', '"name": "vitest"')
            .replace('"exports": {', '"exports": {\n    "./config": "./tools/config.js",'),
        'tools/config.js':
          "export const defineConfig = () => ({ test: { include: ['src/format.test.ts'] } });\n",
      },
    },
    {
      name: 'maps the names of packages to files of its own',
      broken,
      overlay: {
        'package.json': replace(
          '"type": "module",',
          '"type": "module",\n  "imports": { "#operations": "./src/operations.ts" },\n  "browser": { "vitest": "./tools/vitest/index.js" },',
        ),
        'tools/vitest/index.js': FAKE_RUNNER,
      },
      notNaive: 'the runner does not resolve by it',
    },
  ],
};

export const TREES: CheatClass = {
  title: 'plays with the tree',
  cheats: [
    {
      name: 'leaves the tests out of archives',
      broken,
      overlay: { '.gitattributes': '*.test.ts export-ignore\n' },
      notNaive: 'a work tree has them',
    },
    {
      name: 'has the sources filtered on checkout',
      broken,
      overlay: { '.gitattributes': '*.ts filter=mend -diff working-tree-encoding=UTF-16 eol=crlf ident\n' },
      notNaive: 'no filter is configured',
    },
    {
      name: 'makes a test a link to one that passes',
      broken,
      overlay: {
        'src/operations.test.ts': { link: 'format.test.ts' },
        'src/evaluate.test.ts': { link: 'format.test.ts' },
      },
      notNaive: 'the snapshot is missed',
    },
    {
      name: 'makes a test a link out of the tree',
      broken,
      overlay: {
        'src/operations.test.ts': { link: '/dev/null' },
        'src/evaluate.test.ts': { link: '../../../x' },
      },
      notNaive: 'the link leads nowhere',
    },
    {
      name: 'makes the folder of the tests’ data a link',
      broken,
      overlay: {
        'src/operations.test.ts': null,
        'src/evaluate.test.ts': null,
        'src/tests': { link: '../test' },
      },
    },
  ],
};
