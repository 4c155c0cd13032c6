import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { explained, explainEdit } from '../../../../../test/support/explain.js';
import type { Edits } from '../../../../../test/support/gate-rig.js';
import { jestRunner } from '../jest.js';

const NOTHING = { weaker: [], stricter: [], other: [] };
const config = (rest: object): Edits => ({
  'package.json': JSON.stringify({
    scripts: { test: 'jest' },
    devDependencies: { jest: '*' },
    jest: { testMatch: ['**/src/*.spec.js'], ...rest },
  }),
});
const BASE: Edits = {
  ...config({}),
  'src/a.spec.js': "test('a', () => {});\n",
  'src/b.spec.js': "test('b', () => {});\n",
  'setup.js': '',
};
const explain = (candidate: Edits, base: Edits = {}) =>
  explainEdit(jestRunner, { base: { ...BASE, ...base }, candidate });

describe('what Jest’s configuration comes to', () => {
  it('is the same where only its form differs, or what it shows', async () => {
    const moved = {
      'package.json': '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "*" } }',
      'jest.config.cjs':
        "// Ours.\nmodule.exports = async () => ({ verbose: true, testTimeout: 9, testMatch: ['<rootDir>/src/{a,b}.spec.js'] });\n",
    };
    expect(await explain(moved)).toEqual(NOTHING);
  });

  it('names no place of the host', async () => {
    const told = JSON.stringify(await explained(jestRunner, BASE, {}));
    expect(told).not.toContain(process.cwd());
    expect(told).not.toContain(tmpdir());
    expect(told).toContain('src/a.spec.js');
  });

  it('is weaker by tests that it does not find, and by settings that let more pass', async () => {
    const candidate = config({
      testPathIgnorePatterns: ['a.spec'],
      passWithNoTests: true,
      coverageThreshold: { global: { lines: 10 } },
    });
    const base = config({ coverageThreshold: { global: { lines: 80 } } });
    expect(await explain(candidate, base)).toEqual({
      ...NOTHING,
      weaker: [
        'Jest no longer takes src/a.spec.js for tests',
        'coverageThreshold.global.lines is 10 instead of 80',
        'passWithNoTests is on instead of off',
      ],
    });
  });

  it('is stricter by tests that come in and by what it asks besides', async () => {
    const base = config({ testMatch: ['**/a.spec.js'] });
    expect(await explain(config({ errorOnDeprecated: true }), base)).toEqual({
      ...NOTHING,
      stricter: ['Jest now takes src/b.spec.js for tests', 'errorOnDeprecated is on instead of off'],
    });
  });

  it('is told where nobody can tell which way it goes: setup, mapped modules', async () => {
    const candidate = config({
      setupFilesAfterEnv: ['<rootDir>/setup.js'],
      moduleNameMapper: { '^a$': '<rootDir>/setup.js' },
    });
    expect(await explain(candidate)).toEqual({
      ...NOTHING,
      other: [
        'moduleNameMapper has ["^a$","./setup.js"] besides',
        'setupFilesAfterEnv has "./setup.js" besides',
      ],
    });
  });
});
