import { describe, expect, it } from '@jest/globals';
import { explainEdit } from '../../../../../test/support/explain.js';
import { eslint } from '../eslint.js';

const NOTHING = { weaker: [], stricter: [], other: [] };

const config = (rules: string, ...entries: string[]) =>
  `import tseslint from 'typescript-eslint';\nexport default tseslint.config(\n  { ignores: ['dist/'] },\n  ...tseslint.configs.recommended,\n  { rules: { ${rules} } },\n  ${entries.join(',\n  ')}\n);\n`;
const SAME = "'prefer-const': 'error', eqeqeq: 'error', 'no-console': 'warn'";
const explain = (text: string) => explainEdit(eslint, { candidate: { 'eslint.config.js': text } });

describe('what ESLint’s configuration comes to', () => {
  it('is the same where only its form differs', async () => {
    const reformatted = `import tseslint from "typescript-eslint"\n\n// Ours.\nconst own = { rules: { 'no-console': 1, eqeqeq: [2], 'prefer-const': [\n'error'] } }\nexport default [{ ignores: ["dist/"] }, ...tseslint.configs.recommended, own]\n`;
    expect(await explain(reformatted)).toEqual(NOTHING);
  });

  it('is weaker by a rule that is off, by one that warns, and by files that are ignored', async () => {
    const weaker = config(
      "'prefer-const': 'warn', 'no-console': 'warn'",
      "{ ignores: ['src/parse.ts', '**/*.test.ts'] }",
    );
    expect(await explain(weaker)).toEqual({
      weaker: [
        expect.stringMatching(/^eqeqeq is off instead of error for eslint\.config\.js, .* and \d more$/),
        expect.stringMatching(/^prefer-const is warn instead of error for /),
        'ESLint no longer lints src/evaluate.test.ts, src/operations.test.ts, src/parse.test.ts and src/parse.ts',
      ],
      stricter: [],
      other: [],
    });
  });

  it('is stricter by a rule of a plugin that comes in, and by a lower limit', async () => {
    const own =
      "{ plugins: { own: { rules: { none: { create: () => ({}) } } } }, rules: { 'own/none': 'error' } }";
    const base = { 'eslint.config.js': config(`${SAME}, complexity: ['error', 20]`) };
    const candidate = { 'eslint.config.js': config(`${SAME}, complexity: ['error', { max: 10 }]`, own) };
    expect(await explainEdit(eslint, { base, candidate })).toEqual({
      weaker: [],
      stricter: [
        expect.stringMatching(/^complexity has the options \[\{"max":10\}\] instead of \[20\] for /),
        expect.stringMatching(/^own\/none is error instead of off for /),
      ],
      other: [],
    });
  });

  it('is told where nobody can tell which way it goes: options, parsers, processors', async () => {
    const candidate = config(
      "'prefer-const': 'error', eqeqeq: ['error', 'smart'], 'no-console': 'warn'",
      "{ files: ['src/*.ts'], processor: { meta: { name: 'mute' }, preprocess: (text) => [text], postprocess: () => [] } }",
    );
    const { weaker, stricter, other } = await explain(candidate);
    expect([...weaker, ...stricter]).toEqual([]);
    expect(other).toEqual([
      expect.stringMatching(/^eqeqeq has the options \["smart"\] instead of \[\] for /),
      expect.stringMatching(/^processor is "mute@ \w+" instead of not set for src\/evaluate\.test\.ts, /),
    ]);
  });

  it('sees a rule that keeps its name and does something else', async () => {
    const mute = `{ plugins: { '@typescript-eslint': { ...tseslint.plugin, rules: { ...tseslint.plugin.rules, 'no-explicit-any': { create: () => ({}) } } } } }`;
    const text = `import tseslint from 'typescript-eslint';\nexport default [{ ignores: ['dist/'] }, ...tseslint.configs.recommended.map((one) => one.plugins ? { ...one, ...${mute} } : one), { rules: { ${SAME} } }];\n`;
    expect(await explain(text)).toEqual({
      ...NOTHING,
      other: [expect.stringMatching(/^@typescript-eslint\/no-explicit-any does something else for /)],
    });
  });

  it('counts problems that are suppressed by file', async () => {
    const suppressions = (count: number) => ({
      'eslint-suppressions.json': JSON.stringify({ 'src/parse.ts': { eqeqeq: { count } } }),
    });
    expect(await explainEdit(eslint, { base: suppressions(1), candidate: suppressions(3) })).toEqual({
      ...NOTHING,
      weaker: ['2 more problems of eqeqeq are suppressed in src/parse.ts'],
    });
  });

  it('is told for a configuration of the older form', async () => {
    const legacy = (rest: string) =>
      `{ "root": true, "parserOptions": { "ecmaVersion": 2022, "sourceType": "module" }, ${rest} }`;
    const base = { 'eslint.config.js': null, '.eslintrc.json': legacy('"rules": { "eqeqeq": "error" }') };
    const candidate = {
      '.eslintrc.json': legacy(
        '"rules": { "eqeqeq": ["warn"], "no-var": 2 }, "ignorePatterns": ["src/parse.ts"]',
      ),
    };
    const { weaker, stricter, other } = await explainEdit(eslint, { base, candidate });
    expect(weaker).toEqual([
      expect.stringMatching(/^eqeqeq is warn instead of error for /),
      'ESLint no longer lints src/parse.ts',
    ]);
    expect(stricter).toEqual([expect.stringMatching(/^no-var is error instead of off for /)]);
    expect(other).toEqual([]);
  });
});
