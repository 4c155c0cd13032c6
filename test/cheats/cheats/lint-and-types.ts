import type { CheatClass } from '../cheat.js';
import { after, before, replace } from '../support/overlay.js';

const NEGATE = 'src/negate.ts';
const lint = 'a lint error' as const;
const type = 'a type error' as const;

export const LINT_CONFIGURATION: CheatClass = {
  title: 'configures the linter',
  cheats: [
    {
      name: 'ignores the sources',
      broken: lint,
      overlay: { 'eslint.config.js': replace("['dist/']", "['dist/', 'src/**']") },
    },
    {
      name: 'ignores one file, named by a pattern',
      broken: lint,
      overlay: { 'eslint.config.js': replace("['dist/']", "['dist/', '**/ne*.ts']") },
    },
    {
      name: 'has a rule off where the configuration imports it from',
      broken: lint,
      overlay: { 'config/lint-rules.js': replace("'prefer-const': 'error'", "'prefer-const': 'off'") },
    },
    {
      name: 'has the rules off for its own folder',
      broken: lint,
      overlay: {
        'eslint.config.js': replace(
          '{ rules });',
          "{ rules }, { files: ['src/negate.ts'], rules: { 'prefer-const': 0 } });",
        ),
      },
    },
    {
      name: 'has a processor that drops every message',
      broken: lint,
      overlay: {
        'eslint.config.js': replace(
          '{ rules });',
          "{ rules }, { files: ['**/*.ts'], processor: { preprocess: (text) => [text], postprocess: () => [] } });",
        ),
      },
    },
    { name: 'ends the linter', broken: lint, overlay: { 'eslint.config.js': 'process.exit(0);\n' } },
    {
      name: 'replaces the configuration by one of another name',
      broken: lint,
      overlay: {
        'eslint.config.js': null,
        'eslint.config.mjs':
          "import tseslint from 'typescript-eslint';\nexport default tseslint.config({ files: ['**/*.ts'], extends: [tseslint.configs.base] });\n",
      },
    },
    {
      name: 'leaves the sources out of the lint script',
      broken: lint,
      overlay: { 'package.json': replace('"eslint ."', '"eslint config"') },
    },
    {
      name: 'leaves the folder out by an ignore file of old',
      broken: lint,
      overlay: { '.eslintignore': 'src/\n' },
      notNaive: 'this version does not read it',
    },
    {
      name: 'puts a linter configuration beside its file',
      broken: lint,
      overlay: { 'src/eslint.config.js': "export default [{ ignores: ['**/*.ts'] }];\n" },
      notNaive: 'this version reads the one at the root',
    },
  ],
};

export const LINT_SUPPRESSIONS: CheatClass = {
  title: 'silences the linter',
  cheats: [
    {
      name: 'disables it for the file',
      broken: lint,
      overlay: { [NEGATE]: before('/* eslint-disable */\n') },
    },
    {
      name: 'disables one rule for the file, with a reason',
      broken: lint,
      overlay: { [NEGATE]: before('/* eslint-disable prefer-const -- it is reassigned later */\n') },
    },
    {
      name: 'disables the next line',
      broken: lint,
      overlay: { [NEGATE]: replace('  let', '  // eslint-disable-next-line prefer-const\n  let') },
    },
    {
      name: 'disables the line at its end',
      broken: lint,
      overlay: { [NEGATE]: replace('0 - value;', '0 - value; // eslint-disable-line') },
    },
    {
      name: 'disables the next line over several lines of comment',
      broken: lint,
      overlay: {
        [NEGATE]: replace(
          '  let',
          '  /* eslint-disable-next-line\n     prefer-const -- see the docs\n  */\n  let',
        ),
      },
    },
    {
      name: 'configures a rule in a comment',
      broken: lint,
      overlay: { [NEGATE]: before('/* eslint prefer-const: 0 */\n') },
    },
    {
      name: 'configures a rule in a comment at the end of the file',
      broken: lint,
      overlay: { [NEGATE]: after('/* eslint "prefer-const": "off" */\n') },
    },
    {
      name: 'hides the source in a folder that the linter ignores',
      broken: lint,
      overlay: {
        [NEGATE]: "export { negate } from '../dist/negate.js';\n",
        'dist/negate.ts':
          'export function negate(value: number): number {\n  let result = 0 - value;\n  return result;\n}\n',
      },
    },
    {
      name: 'hides the source in a folder called node_modules',
      broken: lint,
      overlay: {
        [NEGATE]: "export { negate } from './node_modules/negate.js';\n",
        'src/node_modules/negate.ts':
          'export function negate(value: number): number {\n  let result = 0 - value;\n  return result;\n}\n',
      },
    },
  ],
};

export const TYPE_CONFIGURATION: CheatClass = {
  title: 'configures the type checker',
  cheats: [
    {
      name: 'leaves its file out of the program',
      broken: type,
      overlay: { 'tsconfig.json': replace('["src", "test"]', '["src/index.ts", "test"]') },
    },
    {
      name: 'excludes a pattern',
      broken: type,
      overlay: { 'tsconfig.json': replace('"include"', '"exclude": ["src/n*"],\n  "include"') },
    },
    {
      name: 'checks nothing',
      broken: type,
      overlay: { 'tsconfig.json': replace('"noEmit": true', '"noEmit": true, "noCheck": true') },
    },
    {
      name: 'checks nothing, in what the configuration extends',
      broken: type,
      overlay: { 'config/tsconfig.base.json': replace('"strict": true', '"strict": true, "noCheck": true') },
    },
    {
      name: 'extends another configuration',
      broken: type,
      overlay: {
        'tsconfig.json': replace('./config/tsconfig.base.json', './config/quick.json'),
        'config/quick.json':
          '{ "compilerOptions": { "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "strict": true, "noCheck": true } }\n',
      },
    },
    {
      name: 'checks with a configuration of its own, from the script',
      broken: type,
      overlay: {
        'package.json': replace('"tsc --noEmit"', '"tsc --noEmit -p tsconfig.quick.json"'),
        'tsconfig.quick.json': '{ "extends": "./tsconfig.json", "include": ["src/index.ts"] }\n',
      },
    },
  ],
};

const AS_NUMBER = (expression: string) => ({ [NEGATE]: replace('String(-value)', expression) });

export const TYPE_ESCAPES: CheatClass = {
  title: 'escapes the type checker',
  cheats: [
    { name: 'is not checked at all', broken: type, overlay: { [NEGATE]: before('// @ts-nocheck\n') } },
    {
      name: 'is not checked at all, said in another form of comment',
      broken: type,
      overlay: { [NEGATE]: before('/** Negates. */\n/* @ts-nocheck: generated */\n') },
      notNaive: 'this version wants a line comment',
    },
    {
      name: 'ignores a line',
      broken: type,
      overlay: { [NEGATE]: replace('  return', '  // @ts-ignore\n  return') },
    },
    {
      name: 'ignores a line in a block comment',
      broken: type,
      overlay: {
        [NEGATE]: replace('  return', '  /*\n   * @ts-ignore the checker is wrong here */\n  return'),
      },
    },
    {
      name: 'expects the error',
      broken: type,
      overlay: { [NEGATE]: replace('  return', '  // @ts-expect-error -- see the issue\n  return') },
    },
    { name: 'casts to any', broken: type, overlay: AS_NUMBER('String(-value) as any') },
    {
      name: 'casts by way of unknown',
      broken: type,
      overlay: AS_NUMBER('String(-value) as unknown as number'),
    },
    { name: 'casts by way of never', broken: type, overlay: AS_NUMBER('String(-value) as never') },
    {
      name: 'casts with angle brackets',
      broken: type,
      overlay: AS_NUMBER('<number><unknown>String(-value)'),
    },
    {
      name: 'casts twice on two lines',
      broken: type,
      overlay: {
        [NEGATE]: replace(
          '  return String(-value);',
          '  const text: unknown = String(-value);\n  return text as number;',
        ),
      },
    },
    {
      name: 'has a variable of type any',
      broken: type,
      overlay: {
        [NEGATE]: replace('  return String(-value);', '  const text: any = String(-value);\n  return text;'),
      },
    },
    {
      name: 'names any otherwise',
      broken: type,
      overlay: {
        [NEGATE]: (text) =>
          `type Value = any;\n${text.replace('return String(-value);', 'const text: Value = String(-value);\n  return text;')}`,
      },
    },
    {
      name: 'returns any',
      broken: type,
      overlay: { [NEGATE]: replace('(value: number): number', '(value: number): any') },
    },
    {
      name: 'widens a global type in a declaration file',
      broken: type,
      overlay: { 'src/global.d.ts': 'interface StringConstructor {\n  (value: number): never;\n}\n' },
    },
    {
      name: 'declares a global that is anything',
      broken: type,
      overlay: {
        'src/global.d.ts': 'declare function loosely(value: unknown): any;\n',
        [NEGATE]: replace('String(-value)', 'loosely(String(-value))'),
      },
      notNaive: 'the test then fails',
    },
    {
      name: 'turns a module into any by a declaration',
      broken: type,
      overlay: {
        'src/words.d.ts': "declare module 'words';\n",
        [NEGATE]:
          "import { words } from 'words';\n\nexport function negate(value: number): number {\n  return words(-value);\n}\n",
      },
      notNaive: 'the test then fails',
    },
    {
      name: 'casts by way of a union',
      broken: type,
      overlay: AS_NUMBER('(String(-value) as string | number) as number'),
    },
    {
      name: 'casts in a function to whatever is asked for',
      broken: type,
      overlay: {
        [NEGATE]: (text) =>
          `const as = <T>(data: unknown): T => data as T;\n\n${text.replace('String(-value)', 'as(String(-value))')}`,
      },
    },
    {
      name: 'promises in a signature what the function does not give',
      broken: type,
      overlay: {
        [NEGATE]: replace(
          'export function negate(value: number): number {',
          'export function negate(value: number): number;\nexport function negate(value: number): unknown {',
        ),
      },
    },
    {
      name: 'asserts a type and asks nothing',
      broken: type,
      overlay: {
        [NEGATE]: (text) =>
          `function assertNumber(value: unknown): asserts value is number {\n  void value;\n}\n\n${text.replace(
            'return String(-value);',
            'const text: unknown = String(-value);\n  assertNumber(text);\n  return text;',
          )}`,
      },
    },
    {
      name: 'guards a type by holding a value against itself',
      broken: type,
      overlay: {
        [NEGATE]: (text) =>
          `const isNumber = (value: unknown): value is number => value === value;\n\n${text.replace(
            'return String(-value);',
            'const text: unknown = String(-value);\n  return isNumber(text) ? text : 0;',
          )}`,
      },
    },
    {
      name: 'declares what a module is by a mark behind its name',
      broken: type,
      overlay: {
        [NEGATE]: (text) =>
          `import { negated } from './negated.js?number';\n\n${text.replace('String(-value)', 'negated(value)')}`,
        'src/negated.ts': 'export const negated = (value: number) => String(-value);\n',
        'src/assets.d.ts':
          "declare module '*?number' {\n  export const negated: (value: number) => number;\n}\n",
      },
    },
    {
      name: 'loads JavaScript by a name that it keeps',
      broken: type,
      overlay: {
        [NEGATE]: `const at = './negated.js';
const loaded: Promise<{ negated(value: number): number }> = import(at);
const { negated } = await loaded;

export function negate(value: number): number {
  return negated(value);
}
`,
        'src/negated.js': 'export const negated = (value) => String(-value);\n',
      },
    },
    {
      name: 'becomes JavaScript with a declaration beside it',
      broken: type,
      overlay: {
        [NEGATE]: null,
        'src/negate.js': 'export function negate(value) {\n  return String(-value);\n}\n',
        'src/negate.d.ts': 'export declare function negate(value: number): number;\n',
      },
    },
    {
      name: 'has JavaScript beside it that is loaded in its place',
      broken: type,
      overlay: {
        [NEGATE]: 'export function negate(value: number): number {\n  return -value;\n}\n',
        'src/negate.js': 'export function negate(value) {\n  return String(-value);\n}\n',
      },
    },
    {
      name: 'says any in a comment of JavaScript',
      broken: type,
      overlay: {
        [NEGATE]: null,
        'src/negate.mjs':
          '/** @param {any} value @returns {any} */\nexport function negate(value) {\n  return String(-value);\n}\n',
        'src/negate.d.mts': 'export function negate(value: number): number;\n',
        'src/negate.test.ts': replace('./negate.js', './negate.mjs'),
      },
    },
  ],
};
