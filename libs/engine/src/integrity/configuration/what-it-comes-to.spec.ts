import { judgeEdits, type Tree } from '../../../../../test/support/configuration-rig.js';

const BASE: Tree = {
  'package.json': JSON.stringify({
    scripts: { test: 'vitest run', lint: 'eslint .', typecheck: 'tsc --noEmit', build: 'tsup' },
    devDependencies: {
      vitest: '4.1.0',
      eslint: '9.39.0',
      typescript: '6.0.3',
      tsup: '8.5.1',
      'typescript-eslint': '8.0.0',
    },
  }),
  'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
  'eslint.config.mjs':
    "import tseslint from 'typescript-eslint';\nexport default tseslint.config({ ignores: ['dist/'] }, { rules: { eqeqeq: 'error' } });\n",
  'vitest.config.ts':
    "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { setupFiles: ['./test/setup.ts'] } });\n",
  'test/setup.ts': 'globalThis.a = 1;\n',
  'tsup.config.ts': "export default { entry: ['src/index.ts'] };\n",
  'src/index.ts': 'export const one = 1;\n',
};
const LINT = 'eslint.config.mjs';
const STRICTER =
  "import tseslint from 'typescript-eslint';\nexport default tseslint.config({ ignores: ['dist/'] }, { rules: { eqeqeq: 'error', 'no-var': 'error' } });\n";

describe('a change of the judge that says nothing', () => {
  it.each([
    [
      'vitest.config.ts',
      '// How tests run\nimport { defineConfig } from "vitest/config";\n\nexport default defineConfig({\n  test: { setupFiles: [\'./test/setup.ts\'] },\n});\n',
    ],
    ['test/setup.ts', '/* Before all tests */ globalThis.a = 1\n'],
    ['tsconfig.json', '{\n  // Strict\n  "compilerOptions": { "strict": true, },\n}\n'],
  ])('in %s is as the candidate has it', async (path, text) => {
    expect(await judgeEdits(BASE, { [path]: text })).toMatchObject({ findings: [], fromBase: [] });
  });

  it('is none where a line end changes what runs', async () => {
    const base = { ...BASE, 'test/setup.ts': 'export const a = () => { return 1 };\n' };
    const { rules } = await judgeEdits(base, { 'test/setup.ts': 'export const a = () => { return\n 1 };\n' });
    expect(rules).toEqual(['judge-changed test/setup.ts']);
  });
});

describe('a change of the judge that its tool explains', () => {
  it('objects to what is weaker and says it first', async () => {
    const { findings, fromBase } = await judgeEdits(
      BASE,
      { [LINT]: STRICTER.replace("eqeqeq: 'error', ", '') },
      {
        says: {
          eslint: {
            weaker: ['eqeqeq is off instead of error for src/index.ts'],
            stricter: ['no-var is error'],
          },
        },
      },
    );
    expect(findings).toEqual([
      {
        rule: 'judge-changed',
        file: LINT,
        message:
          'Weaker than the base: eqeqeq is off instead of error for src/index.ts. Stricter than the base: no-var is error. ' +
          "eslint.config.mjs configures eslint. The gates ran with the base's version. Leave it as the base has it, or ask the orchestrator for a waiver of judge-changed on eslint.config.mjs.",
      },
    ]);
    expect(fromBase).toEqual([LINT]);
  });

  it('notes what is only stricter, and judges by the base’s all the same', async () => {
    const { rules, fromBase, messageOn } = await judgeEdits(
      BASE,
      { [LINT]: STRICTER },
      { says: { eslint: { stricter: ['no-var is error instead of off for src/index.ts'] } } },
    );
    expect(rules).toEqual([`judge-stricter ${LINT}`]);
    expect(messageOn(LINT)).toMatch(/^Stricter than the base: no-var is error/);
    expect(fromBase).toEqual([LINT]);
  });

  it('is silent where nothing differs, and judges by the base’s all the same', async () => {
    const judged = await judgeEdits(BASE, { [LINT]: STRICTER }, { says: { eslint: {} } });
    expect(judged).toMatchObject({ findings: [], fromBase: [LINT] });
  });

  it('takes the type checker’s word for a tsconfig', async () => {
    const edit = { 'tsconfig.json': '{ "compilerOptions": { "strict": true, "noUnusedLocals": true } }' };
    const { rules } = await judgeEdits(BASE, edit, { says: { tsc: { stricter: ['noUnusedLocals is on'] } } });
    expect(rules).toEqual(['judge-stricter tsconfig.json']);
  });

  it('says which settings changed where nobody explains them', async () => {
    const { messageOn } = await judgeEdits(BASE, {
      'tsconfig.json': '{ "compilerOptions": { "strict": false } }',
    });
    expect(messageOn('tsconfig.json')).toContain('compilerOptions.strict is false instead of true');
  });

  it('believes no word of a tool on a file that the tool runs', async () => {
    const { rules, messageOn } = await judgeEdits(
      BASE,
      { 'test/setup.ts': 'expect.extend({ toBe: () => ({ pass: true }) });' },
      { says: { vitest: {} } },
    );
    expect(rules).toEqual(['judge-changed test/setup.ts']);
    expect(messageOn('test/setup.ts')).toContain('(named by vitest.config.ts, setupFiles)');
  });

  it('believes no word on settings for files that are still to come', async () => {
    const edit = { [LINT]: STRICTER.replace("'dist/'", "'dist/', 'coverage/**', 'src/later/**'") };
    const { messageOn } = await judgeEdits(BASE, edit, { says: { eslint: {} } });
    expect(messageOn(LINT)).toContain('it has settings for src/later/**, of which no file is there yet');
  });

  it.each([
    ['how sources are compiled', { '.babelrc': '{ "plugins": ["x"] }' }, 'plugins is ["x"] instead of []'],
    ['what that extends', { 'babel/base.json': '{ "plugins": ["y"] }' }, 'plugins is ["y"] instead of []'],
  ])('believes no word on what no setting shows: %s', async (_, edit, words) => {
    const base = {
      'package.json': '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "30.0.0" } }',
      '.babelrc': '{ "extends": "./babel/base.json", "plugins": [] }',
      'babel/base.json': '{ "plugins": [] }',
    };
    const { rules, messageOn } = await judgeEdits(base, edit, { says: { jest: {} } });
    const [path = ''] = Object.keys(edit);
    expect(rules).toEqual([`judge-changed ${path}`]);
    expect(messageOn(path)).toContain(words);
  });

  it('believes no other tool on a tsconfig that the type checker does not read', async () => {
    const says = { eslint: {}, vitest: {}, tsc: {} };
    const { rules } = await judgeEdits(BASE, { 'src/tsconfig.json': '{ "compilerOptions": {} }' }, { says });
    expect(rules).toEqual(['judge-changed src/tsconfig.json']);
  });

  it('counts the problems that a list suppresses', async () => {
    const list = (count: number) => ({
      'eslint-suppressions.json': `{"src/a.ts":{"eqeqeq":{"count":${count}}}}`,
    });
    const more = await judgeEdits({ ...BASE, ...list(1) }, list(3));
    expect(more.messageOn('eslint-suppressions.json')).toMatch(
      /^Weaker than the base: 3 problems of eqeqeq in src\/a.ts are suppressed instead of 1/,
    );
    const fewer = await judgeEdits({ ...BASE, ...list(3) }, { 'eslint-suppressions.json': '{}' });
    expect(fewer.rules).toEqual(['judge-stricter eslint-suppressions.json']);
  });

  it('asks the tool for files that the changed settings are for', async () => {
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`src/a${n}.ts`, '']));
    const asked: string[] = [];
    await judgeEdits(
      { ...BASE, ...files },
      { [LINT]: STRICTER.replace('{ rules', "{ files: ['src/a77.ts'], rules") },
      { says: { eslint: {} }, asked: (_, sample) => void asked.push(...sample) },
    );
    expect(asked).toContain('src/a77.ts');
    expect(new Set(asked).size).toBeLessThanOrEqual(40);
  });

  it('judges files that are split off together with what they come from', async () => {
    const { findings } = await judgeEdits(
      BASE,
      {
        [LINT]:
          "import tseslint from 'typescript-eslint';\nimport { rules } from './lint-rules.mjs';\nexport default tseslint.config({ ignores: ['dist/'] }, { rules });\n",
        'lint-rules.mjs': "export const rules = { eqeqeq: 'error' };\n",
      },
      { says: { eslint: {} } },
    );
    expect(findings).toEqual([]);
  });

  it('names what a new file may be read in the place of', async () => {
    const { messageOn } = await judgeEdits(BASE, { 'vitest.config.mts': 'export default {};' });
    expect(messageOn('vitest.config.mts')).toContain('it may be read in the place of vitest.config.ts');
  });

  it('does not let a configuration run new files and calls them by name', async () => {
    const { messageOn } = await judgeEdits(
      BASE,
      {
        'vitest.config.ts':
          "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { setupFiles: ['./test/setup.ts', './test/more.ts'] } });\n",
        'test/more.ts': '',
      },
      { says: { vitest: {} } },
    );
    expect(messageOn('vitest.config.ts')).toContain('it makes vitest run test/more.ts');
  });
});

describe('a change of the policy', () => {
  const judge = (before: string, after: string | null) =>
    judgeEdits({ ...BASE, 'quality-gates.yaml': before }, { 'quality-gates.yaml': after });

  it.each([
    [
      'a lower threshold',
      'gates: { coverage: { lines: 90 } }',
      'gates: { coverage: { lines: 50 } }',
      'coverage.lines is 50 instead of 90',
    ],
    ['a gate that is off', '', 'gates: { lint: off }', 'the gate lint is off'],
    [
      'a stage with fewer gates',
      '',
      'stages: { pre-commit: [integrity] }',
      'pre-commit no longer runs typecheck',
    ],
    [
      'a rule that weighs less',
      '',
      'gates: { integrity: { rules: { test-skipped: warn } } }',
      'test-skipped is warn instead of error',
    ],
    [
      'fewer protected files',
      'gates: { integrity: { protect: [ci/**] } }',
      '',
      'integrity.protect no longer has ci/**',
    ],
    [
      'more files that need no test',
      'gates: { coverage: {} }',
      'gates: { coverage: { exclude: [src/**] } }',
      'coverage.exclude has src/** too',
    ],
    ['more warnings', '', 'gates: { lint: { maxWarnings: 9 } }', 'lint.maxWarnings is 9 instead of 0'],
    ['a policy that is gone', 'gates: { build: {} }', null, 'the gate build is no longer named'],
  ])('that is weaker is said in words: %s', async (_, before, after, words) => {
    const { rules, messageOn, fromBase } = await judge(before, after);
    expect(rules).toEqual(['judge-changed quality-gates.yaml']);
    expect(messageOn('quality-gates.yaml')).toMatch(/^Weaker than the base: /);
    expect(messageOn('quality-gates.yaml')).toContain(words);
    expect(fromBase).toEqual(['quality-gates.yaml']);
  });

  it('that is only stricter is a note, and one of its form alone is nothing', async () => {
    const stricter = await judge('gates: { coverage: { lines: 80 } }', 'gates: { coverage: { lines: 95 } }');
    expect(stricter.rules).toEqual(['judge-stricter quality-gates.yaml']);
    expect(
      (await judge('gates: { coverage: { lines: 85 } }', 'gates:\n  coverage:\n    lines: 85 # %\n')).rules,
    ).toEqual([]);
  });

  it('that cannot be read is said with the place', async () => {
    expect((await judge('', 'gates: { lint: [] }')).messageOn('quality-gates.yaml')).toContain(
      'quality-gates.yaml:1:',
    );
  });
});

describe('a waiver', () => {
  it('leaves the file that it names to the candidate, and no other', async () => {
    const judged = await judgeEdits(BASE, { 'tsconfig.json': '{}', 'tsup.config.ts': 'export default {};' });
    expect(judged.fromBase).toEqual(['tsconfig.json', 'tsup.config.ts']);
    expect(judged.waived('tsconfig.json').fromBase).toEqual(['tsup.config.ts']);
  });
});
