import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { explained, explainEdit } from '../../../../../test/support/explain.js';
import type { Edits } from '../../../../../test/support/gate-rig.js';
import { vitest } from '../vitest.js';

const NOTHING = { weaker: [], stricter: [], other: [] };
const config = (test: string, coverage = '', rest = ''): Edits => ({
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { ${test} coverage: { provider: 'v8', include: ['src/**/*.ts'], ${coverage} } }, ${rest} });\n`,
});
const INCLUDE = "include: ['src/**/*.test.ts'],";
const explain = (candidate: Edits, base?: Edits) => explainEdit(vitest, { base, candidate });

describe('what Vitest’s configuration comes to', () => {
  it('is the same where only its form differs, its name, or what it shows', async () => {
    const moved = {
      'vitest.config.ts': null,
      'vitest.config.mjs':
        "const test = { reporters: ['dot'], include: [\"src/**/*.test.ts\"], coverage: { include: ['src/**/*.ts'], provider: 'v8' }, testTimeout: 9000 };\n// Ours.\nexport default { test };\n",
    };
    expect(await explain(moved)).toEqual(NOTHING);
  });

  it('names no place of the host', async () => {
    const told = JSON.stringify(await explained(vitest, {}, {}));
    expect(told).not.toContain(process.cwd());
    expect(told).not.toContain(tmpdir());
    expect(told).toContain('src/parse.test.ts');
  });

  it('is weaker by settings that let more pass, and by tests that it does not find', async () => {
    const weaker = config(
      "include: ['src/parse.test.ts'], retry: 3, passWithNoTests: true, dangerouslyIgnoreUnhandledErrors: true, isolate: false, allowOnly: true, update: true,",
      "exclude: ['src/evaluate.ts'], thresholds: { lines: 50 }",
    );
    const base = config(INCLUDE, 'thresholds: { lines: 80, branches: 70 }');
    const { weaker: told, stricter, other } = await explain(weaker, base);
    expect(told).toEqual(
      expect.arrayContaining([
        'Vitest no longer takes src/evaluate.test.ts and src/operations.test.ts for tests',
        'retry is 3 instead of not set',
        'passWithNoTests is on instead of not set',
        'dangerouslyIgnoreUnhandledErrors is on instead of off',
        'isolate is off instead of on',
        'allowOnly is on instead of off',
        'coverage.thresholds.lines is 50 instead of 80',
        'coverage.thresholds.branches is not set instead of 70',
        'coverage no longer counts src/evaluate.ts',
      ]),
    );
    expect([...stricter, ...other]).toEqual([]);
  });

  it('is stricter by higher thresholds and by tests that come in', async () => {
    const base = config("include: ['src/parse.test.ts'], retry: 2,", 'thresholds: { lines: 80 }');
    expect(await explain(config(INCLUDE, 'thresholds: { lines: 90 }'), base)).toEqual({
      weaker: [],
      stricter: [
        'Vitest now takes src/evaluate.test.ts and src/operations.test.ts for tests',
        'coverage.thresholds.lines is 90 instead of 80',
        'retry is not set instead of 2',
      ],
      other: [],
    });
  });

  it('is told where nobody can tell which way it goes: setup, aliases, plugins, environments', async () => {
    const plugin = "plugins: [{ name: 'mute', transform: (code) => code.replaceAll('expect', 'void') }],";
    const candidate = {
      ...config(
        `${INCLUDE} setupFiles: ['./setup.ts'], pool: 'threads',`,
        '',
        `resolve: { alias: { './parse.js': './fake.js' } }, ${plugin}`,
      ),
      'setup.ts': 'export {};\n',
    };
    const { weaker, stricter, other } = await explain(candidate);
    expect([...weaker, ...stricter]).toEqual([]);
    expect(other).toEqual(
      expect.arrayContaining([
        'setupFiles has "./setup.ts" besides',
        'pool is "threads" instead of "forks"',
        expect.stringMatching(/^vite\.resolve\.alias has .*fake\.js.* besides$/),
        expect.stringMatching(/^vite\.plugins has "mute \w+" besides$/),
      ]),
    );
  });

  it('sees a project that is gone, and settings of one', async () => {
    const projects = (...names: string[]) =>
      config(
        `projects: [${names.map((name) => `{ test: { name: '${name}', include: ['src/${name}*.test.ts'], retry: ${names.length === 1 ? 1 : 0} } }`).join(', ')}],`,
      );
    expect(await explain(projects('parse'), projects('parse', 'evaluate'))).toEqual({
      weaker: [
        'Vitest no longer takes src/evaluate.test.ts for tests',
        'retry is 1 instead of 0 in the project parse',
      ],
      stricter: [],
      other: ['the project evaluate is gone'],
    });
  });
});
