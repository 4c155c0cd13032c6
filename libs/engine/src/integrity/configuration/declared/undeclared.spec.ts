import { undeclaredAdditions } from './undeclared.js';

const PACKAGES = {
  ofBase: (name: string) => ['vitest', 'typescript-eslint', 'eslint-plugin-import', 'execa'].includes(name),
  ofEither: (name: string) =>
    ['vitest', 'typescript-eslint', 'eslint-plugin-import', 'execa', 'eslint-plugin-new'].includes(name),
};
const additions = (before: string, after: string) =>
  undeclaredAdditions(
    [{ path: 'a.config.ts', text: before }],
    [{ path: 'a.config.ts', text: after }],
    PACKAGES,
  );

const BASE = `
import { defineConfig } from 'vitest/config';
import { execSync } from 'node:child_process';
const version = execSync('git describe');
export default defineConfig(({ mode }) => ({
  define: { version },
  test: { retry: mode === 'ci' ? 2 : 0, include: ['a'], onConsoleLog(log) { return log.includes('x'); } },
}));
`;

describe('what is added to a configuration of code', () => {
  it.each([
    ['another value inside of a function', "include: ['a']", "include: ['a', 'b']"],
    ['another value in a branch', '? 2', '? 5'],
    ['a nested object', "include: ['a']", "include: ['a'], coverage: { thresholds: { lines: 95 } }"],
    ['a comment', 'export', '// why\nexport'],
    [
      'a plugin of its own manifest',
      'export default',
      "import fresh from 'eslint-plugin-new';\nexport const plugins = { fresh };\nexport default",
    ],
    [
      'a call that makes configuration',
      'export default',
      "import tseslint from 'typescript-eslint';\nexport const more = tseslint.config({ a: 1 }, ...tseslint.configs.strict);\nexport default",
    ],
    [
      'a path',
      'export default',
      "import path from 'node:path';\nexport const at = path.join(__dirname, 'a');\nexport default",
    ],
    ['a type', 'export default', 'interface A { b: 1 }\nexport default'],
    ['less than there was', 'define: { version },', ''],
  ])('is declared: %s', (_, part, other) => {
    expect(BASE).toContain(part);
    expect(additions(BASE, BASE.replace(part, other))).toEqual([]);
  });

  it.each([
    ['a condition', '? 2', "? (process.argv.includes('--print') ? 0 : 9)"],
    ['another condition', "mode === 'ci'", "mode !== 'x'"],
    ['a function', "include: ['a']", 'include: (() => ["a"])()'],
    ['a getter', "include: ['a']", "get include() { return ['a']; }"],
    ['another body of a method', "log.includes('x')", "log.includes('y')"],
    ['another parameter', '({ mode })', '({ mode, command })'],
    ['the environment', "include: ['a']", 'include: [process.env.A]'],
    ['a global', "include: ['a']", 'include: globalThis.b'],
    ['a statement', 'export default', 'globalThis.a = 1;\nexport default'],
    ['another argument of a call that acts', 'git describe', 'rm -rf .'],
    [
      'a call of a package that acts',
      'export default',
      "import { execa } from 'execa';\nexport const a = execa('x');\nexport default",
    ],
    ['a module of Node', 'export default', "import fs from 'node:fs';\nexport default"],
    ['a package that nobody depends on', 'export default', "import evil from 'evil';\nexport default"],
    ['a dynamic import', "include: ['a']", "include: [await import('./x')]"],
    ['a dynamic require', "include: ['a']", 'include: [require(name)]'],
    ['a tag', "include: ['a']", 'include: [tag`x`]'],
    ['a hook of serialising', "include: ['a']", "toJSON: 'a'"],
    ['a prototype', "include: ['a']", '__proto__: { a: 1 }'],
    ['a computed name', "include: ['a']", '[mode]: 1'],
    ['what cannot be parsed', 'export default', 'export default {{'],
  ])('is more than declared: %s', (_, part, other) => {
    expect(BASE).toContain(part);
    expect(additions(BASE, BASE.replace(part, other))).not.toEqual([]);
  });

  it('may have been moved from another file', () => {
    const before = [{ path: 'a.config.ts', text: 'export default { f: (x) => x.y };' }];
    const after = [
      { path: 'a.config.ts', text: "import { f } from './f.js';\nexport default { f };" },
      { path: 'f.ts', text: 'export const f = (x) => x.y;' },
    ];
    expect(undeclaredAdditions(before, after, PACKAGES)).toEqual([]);
  });

  it('is said with its place', () => {
    expect(additions('export default {};', 'export default {\n  a: Date.now(),\n};')).toEqual([
      'it adds a call of Date.now at a.config.ts:2',
    ]);
  });
});
