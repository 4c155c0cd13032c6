import { describe, expect, it } from '@jest/globals';
import { JestJson, readJestJson } from './jest-json.js';

const ROOT = { directory: '/tree' };
const STACK = `AssertionError: expected 1 to be 2 // Object.is equality
    at /tree/src/a.test.ts:4:38
    at file:///tree/node_modules/@vitest/runner/dist/chunk.js:302:11`;
const suite = (assertionResults: object[], about: object = {}) =>
  JestJson.parse({
    numTotalTests: assertionResults.length,
    success: false,
    testResults: [{ name: '/tree/src/a.test.ts', status: 'failed', message: '', assertionResults, ...about }],
  });

describe("a report of Jest's form", () => {
  it('names tests by file, suites and title, and places failures by their stack', () => {
    const failed = {
      ancestorTitles: ['s'],
      title: 'one (1)',
      status: 'failed',
      failureMessages: [STACK],
      location: { line: 3, column: 3 },
    };
    expect(readJestJson(suite([failed]), ROOT)).toEqual({
      fileErrors: [],
      failedFiles: [],
      tests: [
        {
          name: 'src/a.test.ts > s > one (1)',
          title: 's one (1)',
          file: 'src/a.test.ts',
          status: 'failed',
          messages: [STACK],
          line: 4,
          column: 38,
        },
      ],
    });
  });

  it('places a failure without a stack where the test is declared', () => {
    const failed = {
      ancestorTitles: [''],
      title: 'one',
      status: 'failed',
      failureMessages: ['no'],
      location: { line: 3, column: 5 },
    };
    expect(readJestJson(suite([failed]), ROOT).tests).toMatchObject([
      { name: 'src/a.test.ts > one', line: 3, column: 5 },
    ]);
  });

  it.each(['skipped', 'pending', 'todo', 'disabled', 'focused', 'whatever comes next'])(
    'never takes %s for passed',
    (status) => {
      expect(readJestJson(suite([{ ancestorTitles: [], title: 'one', status }]), ROOT).tests).toMatchObject([
        { status: 'skipped' },
      ]);
    },
  );

  it('tells of a file that failed as a whole', () => {
    expect(readJestJson(suite([], { message: "Cannot find module './gone.js'" }), ROOT).fileErrors).toEqual([
      {
        rule: 'test-file-failed',
        severity: 'error',
        message: "Cannot find module './gone.js'",
        file: 'src/a.test.ts',
      },
    ]);
  });
});
