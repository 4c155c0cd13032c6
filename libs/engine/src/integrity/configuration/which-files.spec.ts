import { judgeEdits, type Tree } from '../../../../../test/support/configuration-rig.js';

const MANIFEST = {
  name: 'shop',
  type: 'module',
  scripts: { test: 'vitest run', lint: 'eslint .', typecheck: 'tsc --noEmit', build: 'tsup' },
  devDependencies: { vitest: '4.1.0', eslint: '9.39.0', typescript: '6.0.3', tsup: '8.5.1' },
};
const VITEST: Tree = {
  'package.json': JSON.stringify(MANIFEST),
  'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
  'eslint.config.js': 'export default [];',
  'vitest.config.ts': "export default { test: { setupFiles: ['./test/setup.ts'] } };",
  'tsup.config.ts': "export default { entry: ['src/index.ts'] };",
  'test/setup.ts': "import './extend';",
  'test/extend.ts': 'export {};',
  'src/index.ts': 'export const one = 1;',
  'src/index.test.ts': "import './index';",
};
const LEGACY: Tree = {
  'package.json': JSON.stringify({
    ...MANIFEST,
    devDependencies: { ...MANIFEST.devDependencies, eslint: '8.57.0' },
  }),
  '.eslintrc.json': '{ "extends": "./config/lint.cjs" }',
  'config/lint.cjs': "module.exports = { extends: ['./strict.json'] };",
  'config/strict.json': '{ "rules": {} }',
  'src/index.ts': '',
};
const JEST: Tree = {
  'package.json': JSON.stringify({
    scripts: { test: 'jest' },
    devDependencies: { jest: '30.0.0' },
    jest: { setupFilesAfterEnv: ['<rootDir>/jest/after.js'], transform: { '\\.ts$': './jest/transform.js' } },
  }),
  'jest/after.js': "require('./matchers');",
  'jest/matchers.js': '',
  'jest/transform.js': '',
  'src/a.js': '',
};

describe('what configures the judge', () => {
  it.each<[string, Tree, string]>([
    ['the configuration itself', VITEST, 'vitest.config.ts'],
    ['the linter’s', VITEST, 'eslint.config.js'],
    ['the build’s', VITEST, 'tsup.config.ts'],
    ['the compiler’s', VITEST, 'tsconfig.json'],
    ['another name beside it', VITEST, 'vitest.config.mts'],
    ['a name that differs in case alone', VITEST, 'Vitest.Config.ts'],
    ['what Vitest would take next', VITEST, 'vite.config.ts'],
    ['a list of projects', VITEST, 'vitest.workspace.ts'],
    ['the policy', VITEST, 'quality-gates.yaml'],
    ['settings of the package manager', VITEST, '.npmrc'],
    ['settings of the package manager below', VITEST, 'packages/a/.npmrc'],
    ['hooks of the package manager', VITEST, '.pnpmfile.cjs'],
    ['a package in the tree', VITEST, 'src/node_modules/vitest/index.js'],
    ['a package in the tree, deeper', VITEST, 'src/a/b/node_modules/@vitest/runner/dist/index.js'],
    ['a tsconfig that is nearer to the files', VITEST, 'src/tsconfig.json'],
    ['how styles are compiled in the tool', VITEST, 'postcss.config.js'],
    ['rules of its own', VITEST, 'eslint-local-rules/index.js'],
    ['a file that a setting names', VITEST, 'test/setup.ts'],
    ['what such a file imports', VITEST, 'test/extend.ts'],
    ['what would be found in the place of an import', VITEST, 'test/extend/index.ts'],
    ['what would be found before an import', VITEST, 'test/extend.js'],
    ['a legacy configuration of ESLint', LEGACY, '.eslintrc.json'],
    ['one that is nearer to the files', LEGACY, 'src/.eslintrc.yml'],
    ['what ESLint ignores', LEGACY, '.eslintignore'],
    ['what a configuration extends', LEGACY, 'config/lint.cjs'],
    ['what that extends again', LEGACY, 'config/strict.json'],
    ['files that package.json names', JEST, 'jest/after.js'],
    ['what they require', JEST, 'jest/matchers.js'],
    ['a transformer', JEST, 'jest/transform.js'],
    ['mocks of packages', JEST, '__mocks__/fs.js'],
    ['a configuration of Babel', JEST, 'src/.babelrc'],
    ['a configuration of swc', JEST, '.swcrc'],
  ])('%s', async (_, base, path) => {
    const { rules, fromBase } = await judgeEdits(base, { [path]: '{ "changed": true }' });
    expect(rules).toEqual([`judge-changed ${path}`]);
    expect(fromBase).toEqual([path]);
  });

  it.each<[string, Tree, string]>([
    ['a source', VITEST, 'src/index.ts'],
    ['a test', VITEST, 'src/index.test.ts'],
    ['a page', VITEST, 'README.md'],
    ['a configuration of a tool that the base does not use', VITEST, 'jest.config.js'],
    ['a legacy configuration that flat ESLint does not read', VITEST, '.eslintrc.json'],
    ['a flat configuration that is not at the root', VITEST, 'docs/eslint.config.js'],
    ['a configuration of Vite for another app', VITEST, 'docs/vite.config.ts'],
    ['a tsconfig that nothing names', VITEST, 'tsconfig.docs.json'],
    ['a configuration that tests work on', VITEST, 'test/fixtures/app/tsconfig.json'],
    ['a package that tests work on', VITEST, 'test/fixtures/app/node_modules/a/index.js'],
    ['an example of variables', VITEST, '.env.example'],
  ])('is not %s', async (_, base, path) => {
    const { findings, fromBase } = await judgeEdits(base, { [path]: '{ "changed": true }' });
    expect(findings).toEqual([]);
    expect(fromBase).toEqual([]);
  });

  it('is what scripts hand to a tool, and what that extends', async () => {
    const base: Tree = {
      ...VITEST,
      'package.json': JSON.stringify({
        ...MANIFEST,
        scripts: {
          test: 'vitest run --config ci/v.ts',
          lint: 'eslint -c ci/lint.js src',
          typecheck: 'tsc -p ci/tsconfig.check.json --noEmit',
        },
      }),
      'ci/v.ts': 'export default {};',
      'ci/lint.js': 'export default [];',
      'ci/tsconfig.check.json': '{ "extends": "./base.json", "references": [{ "path": "../packages/a" }] }',
      'ci/base.json': '{}',
      'packages/a/tsconfig.json': '{}',
    };
    const changed = [
      'ci/base.json',
      'ci/lint.js',
      'ci/tsconfig.check.json',
      'ci/v.ts',
      'packages/a/tsconfig.json',
    ];
    const { fromBase } = await judgeEdits(base, Object.fromEntries(changed.map((path) => [path, '{"a":1}'])));
    expect(fromBase).toEqual(changed);
  });

  it('is the configuration of each project, where there are several', async () => {
    const base: Tree = {
      ...VITEST,
      'vitest.config.ts': "export default { test: { projects: ['packages/*'] } };",
      'packages/a/vite.config.ts': 'export default {};',
    };
    const edits = {
      'packages/a/vite.config.ts': 'export default { a: 1 };',
      'packages/b/vitest.config.ts': '',
      'docs/vite.config.ts': '',
    };
    expect((await judgeEdits(base, edits)).fromBase).toEqual([
      'packages/a/vite.config.ts',
      'packages/b/vitest.config.ts',
    ]);
  });

  it('is the configuration nearest to a file, where ESLint looks for that', async () => {
    const base = {
      ...VITEST,
      'package.json': JSON.stringify({
        ...MANIFEST,
        devDependencies: { ...MANIFEST.devDependencies, eslint: '^10.0.0' },
      }),
    };
    expect((await judgeEdits(base, { 'src/eslint.config.mjs': 'export default [];' })).fromBase).toEqual([
      'src/eslint.config.mjs',
    ]);
  });

  it('is a package of the tree that configurations come from', async () => {
    const base: Tree = {
      ...VITEST,
      'eslint.config.js': "import shared from '@shop/lint';\nexport default shared;",
      'tools/lint/package.json': '{ "name": "@shop/lint", "exports": "./all.js" }',
      'tools/lint/all.js': "import rules from './rules.js';\nexport default [rules];",
      'tools/lint/rules.js': 'export default {};',
    };
    expect(
      (await judgeEdits(base, { 'tools/lint/rules.js': 'export default { rules: {} };' })).rules,
    ).toEqual(['judge-changed tools/lint/rules.js']);
  });

  it('is what the policy protects', async () => {
    const base = { ...VITEST, 'quality-gates.yaml': 'gates: { integrity: { protect: ["ci/**"] } }' };
    const { rules, messageOn } = await judgeEdits(base, { 'ci/release.sh': 'exit 0' });
    expect(rules).toEqual(['judge-changed ci/release.sh']);
    expect(messageOn('ci/release.sh')).toContain('is protected by the policy of the base');
  });

  it('is an ignore file that a configuration reads, as far as it hides files', async () => {
    const base = {
      ...VITEST,
      'eslint.config.js':
        "export default [includeIgnoreFile(fileURLToPath(new URL('.gitignore', import.meta.url)))];",
      '.gitignore': 'dist/\n',
    };
    const harmless = await judgeEdits(base, { '.gitignore': 'dist/\ncoverage/\n*.log\n' });
    expect(harmless).toMatchObject({ findings: [], fromBase: [] });
    const hiding = await judgeEdits(base, { '.gitignore': 'dist/\n/src\n' });
    expect(hiding.messageOn('.gitignore')).toContain('.gitignore hides src/index.test.ts, src/index.ts');
    expect((await judgeEdits(VITEST, { '.gitignore': '/src\n' })).findings).toEqual([]);
  });

  it('is a variable that a tool reads, and no other', async () => {
    const base = {
      ...VITEST,
      'vitest.config.ts': 'export default { test: { retry: process.env.RETRY } };',
      '.env': 'API=one\n',
    };
    expect((await judgeEdits(base, { '.env': 'API=two\nPORT=1\n' })).findings).toEqual([]);
    expect((await judgeEdits(base, { '.env': 'API=one\nRETRY=5\n' })).messageOn('.env')).toContain(
      'it sets RETRY',
    );
    expect((await judgeEdits(base, { '.env.test': '# Nothing yet\n' })).findings).toEqual([]);
    expect((await judgeEdits(base, { '.env.test': 'VITE_EASY=1\n' })).messageOn('.env.test')).toContain(
      'it sets VITE_EASY where tests run, and nowhere else',
    );
    expect((await judgeEdits(base, { '.env.test': 'NODE_OPTIONS=-r ./a.cjs\n' })).rules).toEqual([
      'judge-changed .env.test',
    ]);
  });
});

describe('a candidate that goes round', () => {
  it('puts a link in the place of a configuration', async () => {
    const { messageOn, fromBase } = await judgeEdits(VITEST, {
      'vitest.config.ts': { link: 'src/other.ts' },
    });
    expect(fromBase).toEqual(['vitest.config.ts']);
    expect(messageOn('vitest.config.ts')).toContain('it became another kind of file');
  });

  it('puts a link in the place of a directory of packages', async () => {
    const { rules, fromBase } = await judgeEdits(VITEST, {
      'src/node_modules': { link: '../fake' },
      'fake/vitest/index.js': '',
    });
    expect(rules).toEqual(['judge-changed src/node_modules']);
    expect(fromBase).toEqual(['src/node_modules']);
  });

  it('changes what a link of the base leads to, or the way there', async () => {
    const base: Tree = {
      ...VITEST,
      'vitest.config.ts': { link: 'config/current/vitest.ts' },
      'config/current': { link: 'v1' },
      'config/v1/vitest.ts': 'export default {};',
      'config/v2/vitest.ts': 'export default {};',
    };
    expect((await judgeEdits(base, { 'config/v1/vitest.ts': 'export default { a: 1 };' })).fromBase).toEqual([
      'config/v1/vitest.ts',
    ]);
    expect((await judgeEdits(base, { 'config/current': { link: 'v2' } })).fromBase).toEqual([
      'config/current',
    ]);
  });

  it('puts a directory in the place of a configuration, or a link in the place of its directory', async () => {
    const directory = await judgeEdits(VITEST, { 'vitest.config.ts': null, 'vitest.config.ts/a.ts': '' });
    expect(directory.fromBase).toContain('vitest.config.ts');
    const link = await judgeEdits(VITEST, {
      'test/setup.ts': null,
      'test/extend.ts': null,
      test: { link: 'evil' },
    });
    expect(link.fromBase).toEqual(expect.arrayContaining(['test/setup.ts', 'test/extend.ts']));
  });

  it('takes a configuration away', async () => {
    const { messageOn, fromBase } = await judgeEdits(VITEST, { 'tsconfig.json': null });
    expect(fromBase).toEqual(['tsconfig.json']);
    expect(messageOn('tsconfig.json')).toContain('the candidate takes it away');
  });

  it('moves a configuration where the tool does not look', async () => {
    const { fromBase } = await judgeEdits(VITEST, {
      'eslint.config.js': null,
      'old/eslint.config.js': 'export default [];',
    });
    expect(fromBase).toEqual(['eslint.config.js']);
  });

  it('makes a file of the judge look like one of the product by importing it', async () => {
    const { rules } = await judgeEdits(VITEST, {
      'test/extend.ts': 'expect.extend({});',
      'src/index.ts': "import '../test/extend';",
    });
    expect(rules).toEqual(['judge-changed test/extend.ts']);
  });
});

describe('files that the product uses too', () => {
  const base: Tree = {
    ...VITEST,
    'vitest.config.ts':
      "import { plugin } from './src/index';\nexport default { plugins: [plugin] , test: { setupFiles: ['test/setup.ts'] } };",
    'src/index.ts': "export { plugin } from './deep';",
    'src/deep.ts': 'export const plugin = 1;',
    'test/setup.ts': "import './helpers';",
    'test/helpers.ts': 'export const a = 1;',
    'src/index.test.ts': "import '../test/helpers';\nimport '../test/setup';",
  };

  it('are judged as the candidate has them, and said', async () => {
    const { rules, fromBase, messageOn } = await judgeEdits(base, {
      'src/deep.ts': 'export const plugin = 2;',
      'test/helpers.ts': 'export const a = 2;',
    });
    expect(rules).toEqual(['judge-shared src/index.ts', 'judge-shared test/helpers.ts']);
    expect(fromBase).toEqual([]);
    expect(messageOn('src/index.ts')).toContain('What it imports (src/deep.ts) changed');
  });

  it('may be moved', async () => {
    const { fromBase } = await judgeEdits(base, {
      'src/deep.ts': null,
      'src/deep/index.ts': 'export const plugin = 1;',
    });
    expect(fromBase).toEqual([]);
  });

  it('are not those that a setting names for tests, which tests merely use', async () => {
    const { rules } = await judgeEdits(base, { 'test/setup.ts': "import './helpers'; globalThis.x = 1;" });
    expect(rules).toEqual(['judge-changed test/setup.ts']);
  });
});
