import { describe, expect, it } from '@jest/globals';
import { EslintJson, readEslintJson } from './eslint-json.js';

const report = (messages: object[], filePath = '/tree/src/a.ts') =>
  EslintJson.parse([{ filePath, messages, errorCount: 1 }]);

describe("ESLint's report", () => {
  it('gives rule, range, severity and fix', () => {
    const message = {
      ruleId: 'prefer-const',
      severity: 2,
      message: 'Use const.',
      line: 2,
      column: 7,
      endLine: 2,
      endColumn: 10,
      fix: { range: [4, 9], text: 'const one' },
    };
    expect(readEslintJson(report([message]), { directory: '/tree' })).toEqual({
      lintedFiles: ['src/a.ts'],
      drafts: [
        {
          rule: 'prefer-const',
          severity: 'error',
          message: 'Use const.',
          file: 'src/a.ts',
          range: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 10 },
          fix: 'Replace it with: const one',
        },
      ],
    });
  });

  it('does not count a file that ESLint ignored as linted', () => {
    const ignored = {
      ruleId: null,
      fatal: false,
      severity: 1,
      message: 'File ignored because of a matching ignore pattern.',
    };
    expect(readEslintJson(report([ignored]), { directory: '/tree' })).toEqual({
      lintedFiles: [],
      drafts: [],
    });
  });

  it('makes an error of what cannot be parsed', () => {
    const fatal = {
      ruleId: null,
      fatal: true,
      severity: 2,
      message: 'Parsing error: Expression expected.',
      line: 1,
      column: 14,
    };
    expect(readEslintJson(report([fatal]), { directory: '/tree' }).drafts).toMatchObject([
      { rule: 'parse-error', severity: 'error', range: { startLine: 1 } },
    ]);
  });

  it('leaves out files that are not of the tree', () => {
    const inside = report([], '/tree/node_modules/x/index.js');
    expect(
      readEslintJson([...inside, ...report([], '/else/a.js')], { directory: '/tree' }).lintedFiles,
    ).toEqual([]);
  });
});
