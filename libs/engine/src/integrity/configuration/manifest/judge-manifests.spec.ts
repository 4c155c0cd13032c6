import { judgeEdits, type Tree } from '../../../../../../test/support/configuration-rig.js';

const MANIFEST = {
  name: 'shop',
  version: '1.0.0',
  scripts: {
    test: 'vitest run',
    'test:watch': 'vitest',
    lint: 'npm run lint:code',
    'lint:code': 'eslint src',
    release: 'np',
    build: 'tsup',
  },
  devDependencies: { vitest: '4.1.0', eslint: '9.39.0', tsup: '8.5.1' },
};
const BASE: Tree = {
  'package.json': JSON.stringify(MANIFEST),
  'eslint.config.mjs': '',
  'vitest.config.ts': '',
  'tsup.config.ts': '',
  'src/a.ts': '',
};
const changed = (more: object) => ({ 'package.json': JSON.stringify({ ...MANIFEST, ...more }) });
const scripts = (more: object) => changed({ scripts: { ...MANIFEST.scripts, ...more } });

describe('a package.json', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'a script that tests',
      scripts({ test: 'vitest run || true' }),
      'test is "vitest run || true" instead of "vitest run"',
    ],
    [
      'a script that another runs',
      scripts({ 'lint:code': 'eslint src --ext .none' }),
      'The script "lint:code"',
    ],
    ['a script that is taken away', changed({ scripts: { test: 'vitest run' } }), 'The script "build"'],
    ['a configuration of a tool', changed({ jest: { testMatch: [] } }), '"jest"'],
    ['what ESLint ignores', changed({ eslintIgnore: ['src'] }), '"eslintIgnore"'],
    [
      'other packages in the place of the base’s',
      changed({ overrides: { vitest: 'npm:evil' } }),
      '"overrides" in package.json configures which packages',
    ],
    ['settings of pnpm', changed({ pnpm: { overrides: {} } }), '"pnpm"'],
    ['a section that nobody knows', changed({ mystery: { on: true } }), '"mystery"'],
    [
      'a section by a name of every object',
      { 'package.json': '{"__proto__":{"a":1},"scripts":{"test":"x"}}' },
      '"test"',
    ],
  ])('speaks for the judge: %s', async (_, edit, words) => {
    const { rules, messageOn, fromBase, texts } = await judgeEdits(BASE, edit);
    expect(new Set(rules)).toEqual(new Set(['judge-changed package.json']));
    expect(messageOn('package.json')).toContain(words);
    expect(fromBase).toEqual([]);
    expect(texts.has('package.json')).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['its version', changed({ version: '1.0.1', description: 'new' })],
    ['what it exports', changed({ exports: './dist/index.js', files: ['dist'], sideEffects: false })],
    ['a dependency', changed({ dependencies: { left: '1.0.0' } })],
    ['how it is released', changed({ 'release-it': { git: {} }, 'lint-staged': { '*.ts': 'eslint --fix' } })],
    ['a script to release', scripts({ release: 'np --any-branch' })],
    ['a script for the desk', scripts({ 'test:watch': 'vitest --ui', 'lint:fix': 'eslint . --fix' })],
    ['a script of another kind', scripts({ deploy: 'node deploy.js' })],
    ['one more way to test', scripts({ 'test:coverage': 'vitest run --coverage' })],
    ['its form', { 'package.json': JSON.stringify(MANIFEST, null, 4) }],
  ])('says of the product: %s', async (_, edit) => {
    const { findings, texts, fromBase } = await judgeEdits(BASE, edit);
    expect({ findings, texts: [...texts], fromBase }).toEqual({ findings: [], texts: [], fromBase: [] });
  });

  it('is laid out as the candidate has it, with the base’s word where it speaks for the judge', async () => {
    const { texts, waived } = await judgeEdits(
      BASE,
      changed({
        version: '2.0.0',
        scripts: { ...MANIFEST.scripts, test: 'true', docs: 'x' },
        jest: { a: 1 },
      }),
    );
    expect(JSON.parse(texts.get('package.json') ?? '')).toEqual({
      ...MANIFEST,
      version: '2.0.0',
      scripts: { ...MANIFEST.scripts, docs: 'x' },
    });
    expect(waived('package.json').texts.size).toBe(0);
  });

  it('makes a gate ask otherwise by a new script', async () => {
    const base = { ...BASE, 'package.json': JSON.stringify({ ...MANIFEST, scripts: {} }) };
    const edit = { 'package.json': JSON.stringify({ ...MANIFEST, scripts: { check: 'eslint none' } }) };
    expect((await judgeEdits(base, edit)).messageOn('package.json')).toContain('The script "check"');
  });

  it('says how a configuration is loaded, where one is', async () => {
    expect((await judgeEdits(BASE, changed({ type: 'module' }))).findings).toEqual([]);
    const base = { ...BASE, 'eslint.config.js': '' };
    const { messageOn, texts } = await judgeEdits(base, changed({ type: 'module' }));
    expect(messageOn('package.json')).toContain(
      '"type" in package.json decides how eslint.config.js is loaded',
    );
    expect(JSON.parse(texts.get('package.json') ?? '')).not.toHaveProperty('type');
    expect((await judgeEdits(base, changed({ type: 'commonjs' }))).findings).toEqual([]);
  });

  it('may lead the names of configurations elsewhere', async () => {
    const base = {
      ...BASE,
      'package.json': JSON.stringify({ ...MANIFEST, imports: { '#setup': './ci/setup.ts' } }),
      'vitest.config.ts': "import setup from '#setup';\nexport default setup;",
      'ci/setup.ts': '',
    };
    const moved = await judgeEdits(base, changed({ imports: { '#setup': './ci/other.ts' } }));
    expect(moved.messageOn('package.json')).toContain('"imports"');
    expect((await judgeEdits(base, { 'ci/setup.ts': 'export default {};' })).fromBase).toEqual([
      'ci/setup.ts',
    ]);
  });

  it('below the root speaks where a tool looks nearby, and not for what tests work on', async () => {
    const edit = '{ "eslintConfig": { "rules": {} }, "scripts": { "test": "true" }, "mystery": {} }';
    const { messageOn, texts } = await judgeEdits(BASE, {
      'packages/a/package.json': edit,
      'test/fixtures/b/package.json': edit,
    });
    expect(messageOn('packages/a/package.json')).toContain('"eslintConfig" in packages/a/package.json');
    expect([...texts.keys()]).toEqual(['packages/a/package.json']);
  });

  it('is the base’s where the candidate’s is none', async () => {
    for (const gone of [null, '{', { link: 'other.json' }])
      expect((await judgeEdits(BASE, { 'package.json': gone })).fromBase).toEqual(['package.json']);
  });
});
