import type { Waiver } from '@quality-gates/contract';
import { BUILD_TOOLS, LINT_TOOLS, TEST_TOOLS, TYPECHECK_TOOLS } from '../tools/index.js';
import { changedJudgeFiles, integrityFindings, protectedFiles } from './protected-files.js';
import { isWaived, waiversInForce } from './waivers.js';

const globs = [...TYPECHECK_TOOLS, ...LINT_TOOLS, ...TEST_TOOLS, ...BUILD_TOOLS].flatMap(
  (tool) => tool.configFiles,
);
const isProtected = protectedFiles(globs, ['ci/**']);

describe('the files of the judge', () => {
  it.each([
    'quality-gates.yaml',
    'tsconfig.json',
    'packages/a/tsconfig.build.json',
    'vitest.config.mts',
    'vite.config.js',
    'eslint.config.cjs',
    'src/.eslintrc.json',
    'tsup.config.ts',
    'jest.config.js',
    '.npmrc',
    'packages/a/.npmrc',
    'node_modules/vitest/index.js',
    'ci/anything',
  ])('are %s', (file) => {
    expect(isProtected(file)).toBe(true);
  });

  it.each([
    'src/index.ts',
    'src/tsconfig.ts',
    'README.md',
    'package.json',
    'src/eslint.config.test-data.txt',
    'docs/ci/page.md',
  ])('are not %s', (file) => {
    expect(isProtected(file)).toBe(false);
  });

  it('count when they are added, changed, taken away or renamed either way', () => {
    const side = { mode: '100644', oid: 'a'.repeat(40) } as const;
    expect(
      changedJudgeFiles(
        [
          { kind: 'added', path: 'vitest.config.mts', to: side },
          { kind: 'deleted', path: 'tsconfig.json', from: side },
          {
            kind: 'renamed',
            path: 'old.js',
            previousPath: 'eslint.config.js',
            similarity: 100,
            from: side,
            to: side,
          },
          { kind: 'modified', path: 'src/a.ts', from: side, to: side },
        ],
        isProtected,
      ),
    ).toEqual(['eslint.config.js', 'tsconfig.json', 'vitest.config.mts']);
  });
});

describe('the sections of package.json', () => {
  const base = {
    version: '1.0.0',
    scripts: { test: 'vitest run', release: 'np' },
    devDependencies: { vitest: '4.0.0' },
  };
  const changed = (candidate: object) =>
    integrityFindings([], base, { ...base, ...candidate }).map(({ message }) => message);

  it.each([
    ['a script that tests', { scripts: { test: 'vitest run || true', release: 'np' } }, '"scripts"'],
    ['a configuration of a tool', { jest: { testMatch: [] } }, '"jest"'],
    ['what ESLint ignores', { eslintIgnore: ['src'] }, '"eslintIgnore"'],
    ['an override of dependencies', { overrides: { vitest: 'npm:evil' } }, '"overrides"'],
  ])('speak for the judge: %s', (_, candidate, section) => {
    expect(changed(candidate)).toEqual([expect.stringContaining(section)]);
  });

  it('do not all speak for it', () => {
    expect(
      changed({ version: '1.0.1', description: 'new', scripts: { test: 'vitest run', release: 'np --any' } }),
    ).toEqual([]);
  });
});

describe('waivers', () => {
  const waiver: Waiver = {
    rule: 'judge-changed',
    path: 'tsconfig.json',
    tree: 'a'.repeat(40),
    base: 'b'.repeat(40),
    reason: 'agreed',
    grantedBy: 'orchestrator',
    expiresAt: '2030-01-01T00:00:00Z',
  };
  const inForce = (one: Waiver, now = '2029-12-31T23:59:59Z') =>
    waiversInForce([one], waiver.tree, waiver.base, new Date(now)).length === 1;

  it('hold for one tree on one base until they expire', () => {
    expect(inForce(waiver)).toBe(true);
    expect(inForce({ ...waiver, tree: 'c'.repeat(40) })).toBe(false);
    expect(inForce({ ...waiver, base: 'c'.repeat(40) })).toBe(false);
    expect(inForce(waiver, '2030-01-01T00:00:00Z')).toBe(false);
  });

  it('accept the finding that they name, and no other', () => {
    expect(isWaived({ rule: 'judge-changed', file: 'tsconfig.json' }, [waiver])).toBe(true);
    expect(isWaived({ rule: 'judge-changed', file: 'vitest.config.ts' }, [waiver])).toBe(false);
    expect(isWaived({ rule: 'no-var', file: 'tsconfig.json' }, [waiver])).toBe(false);
    expect(
      isWaived({ rule: 'judge-changed', file: 'vitest.config.ts' }, [{ ...waiver, path: undefined }]),
    ).toBe(true);
  });
});
