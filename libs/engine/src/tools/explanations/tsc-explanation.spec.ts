import { describe, expect, it } from '@jest/globals';
import { explainEdit } from '../../../../../test/support/explain.js';
import type { Edits } from '../../../../../test/support/gate-rig.js';
import { tsc } from '../tsc.js';

const NOTHING = { weaker: [], stricter: [], other: [] };
const OPTIONS = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  noUncheckedIndexedAccess: true,
  types: [],
  skipLibCheck: true,
  noEmit: true,
};
const config = (options: object, rest: object = { include: ['src'] }): Edits => ({
  'tsconfig.json': JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, ...rest }),
});
const explain = (candidate: Edits, base?: Edits) => explainEdit(tsc, { base, candidate });

describe('what the configuration of a TypeScript project comes to', () => {
  it('is the same where only its form differs, or what it writes', async () => {
    const moved = {
      'tsconfig.base.json': JSON.stringify({ compilerOptions: { ...OPTIONS, strictNullChecks: true } }),
      'tsconfig.json':
        '{ /* ours */ "extends": "./tsconfig.base.json", "compilerOptions": { "sourceMap": true, "noUnusedLocals": false }, "include": ["./src/**/*"], }',
    };
    expect(await explain(moved)).toEqual(NOTHING);
  });

  it('is weaker by options and by files that are left out', async () => {
    const weaker = config(
      { strict: false, noUncheckedIndexedAccess: undefined, noCheck: true },
      { include: ['src'], exclude: ['src/parse.ts', 'src/*.test.ts'] },
    );
    expect(await explain(weaker)).toEqual({
      weaker: [
        'tsconfig.json no longer selects src/evaluate.test.ts, src/operations.test.ts, src/parse.test.ts and src/parse.ts',
        'noUncheckedIndexedAccess is not set instead of on in tsconfig.json',
        'strict is off instead of on in tsconfig.json',
        'noCheck is on instead of not set in tsconfig.json',
      ],
      stricter: [],
      other: [],
    });
  });

  it('names the part of strict that is taken out', async () => {
    expect(await explain(config({ strictNullChecks: false }))).toMatchObject({
      weaker: ['strictNullChecks is off instead of on in tsconfig.json'],
    });
  });

  it('is stricter by options and by files that come in', async () => {
    const stricter = config(
      { skipLibCheck: false, noUnusedLocals: true },
      { include: ['src', '*.config.ts'] },
    );
    expect(await explain(stricter)).toEqual({
      weaker: [],
      stricter: [
        'tsconfig.json now selects tsup.config.ts and vitest.config.ts',
        'skipLibCheck is off instead of on in tsconfig.json',
        'noUnusedLocals is on instead of not set in tsconfig.json',
      ],
      other: [],
    });
  });

  it('is told where nobody can tell which way it goes', async () => {
    expect(await explain(config({ paths: { '#x': ['./src/index.ts'] }, lib: ['es2015'] }))).toEqual({
      ...NOTHING,
      other: [
        expect.stringMatching(/^lib is \[.*\] instead of not set in tsconfig\.json$/),
        expect.stringMatching(/^paths.* is \["\.\/src\/index\.ts"\] instead of not set in tsconfig\.json$/),
      ],
    });
  });

  it('follows the references of a build', async () => {
    const project = (options: object, rest: object) => JSON.stringify({ compilerOptions: options, ...rest });
    const base = {
      'tsconfig.json': project({}, { files: [], references: [{ path: 'a' }, { path: 'b/tsconfig.json' }] }),
      'a/tsconfig.json': project({ ...OPTIONS, composite: true, noEmit: false }, { include: ['.'] }),
      'b/tsconfig.json': project({ ...OPTIONS, composite: true, noEmit: false }, { include: ['.'] }),
      'a/a.ts': 'export const a = 1;\n',
      'b/b.ts': 'export const b = 1;\n',
    };
    const candidate = {
      'tsconfig.json': project({}, { files: [], references: [{ path: 'a' }] }),
      'a/tsconfig.json': project(
        { ...OPTIONS, composite: true, noEmit: false, strict: false },
        { include: ['.'] },
      ),
    };
    expect(await explain(candidate, base)).toEqual({
      ...NOTHING,
      weaker: [
        'strict is off instead of on in a/tsconfig.json',
        'the project b/tsconfig.json is no longer checked',
      ],
    });
  });
});
