import { describe, expect, it } from '@jest/globals';
import { readRolldownText } from './rolldown-text.js';
import { readTypescriptText } from './typescript-text.js';

const ROOT = { directory: '/tree' };
const PRINTED = `[MISSING_EXPORT] Warning: "other" is not exported by "src/b.ts".
   ╭─[ src/b.ts:9:9 ]
 ERROR  Error: Build failed with 2 errors:

\u001b[31m[UNRESOLVED_IMPORT] \u001b[0mCould not resolve './nowhere' in src/utils.ts
   \u001b[38;5;246m╭\u001b[0m\u001b[38;5;246m─\u001b[0m\u001b[38;5;246m[\u001b[0m src/utils.ts:1:22 \u001b[38;5;246m]\u001b[0m
   │
 1 │ import { nope } from "./nowhere";
   │                      ─────┬─────
   │                           ╰─────── Module not found.
───╯
[PARSE_ERROR] Unexpected token
      ╭─[ ../elsewhere.ts:1027:18 ]
──────╯

    at aggregateBindingErrorsIntoJsError (file:///x/node_modules/rolldown/dist/shared/error.mjs:48:18)
`;

describe('the text of Rolldown', () => {
  it('gives each error with its place, and no warning', () => {
    expect(readRolldownText(PRINTED, ROOT)).toEqual([
      {
        rule: 'build-error',
        severity: 'error',
        message: "Could not resolve './nowhere' in src/utils.ts [UNRESOLVED_IMPORT]",
        file: 'src/utils.ts',
        range: { startLine: 1, startColumn: 22 },
      },
      {
        rule: 'build-error',
        severity: 'error',
        message: 'Unexpected token [PARSE_ERROR] (../elsewhere.ts:1027:18)',
      },
    ]);
  });

  it('says nothing of a build that did not fail', () => {
    expect(readRolldownText(PRINTED.split(' ERROR ')[0] ?? '', ROOT)).toEqual([]);
  });
});

describe('the text of declarations that a bundler makes', () => {
  it('is placed like that of tsc', () => {
    const text =
      'RolldownError: src/index.ts(61,14): error TS4094: Property of exported anonymous class type may not be private.\n    at error (file:///x)';
    expect(readTypescriptText(text, ROOT).drafts).toMatchObject([
      { rule: 'TS4094', file: 'src/index.ts', range: { startLine: 61, startColumn: 14 } },
    ]);
  });
});
