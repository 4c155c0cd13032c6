import { describe, expect, it } from '@jest/globals';
import { readTypescriptText } from './typescript-text.js';

const ROOT = { directory: '/tree' };
const PRINTED = `src/a.ts(2,41): error TS2322: Type 'number' is not assignable to type 'string'.
src/b.ts(2,3): error TS2345: Argument of type '{ a: number; }' is not assignable to parameter of type 'T'.
  Property 'b' is missing in type '{ a: number; }' but required in type 'T'.
    Deeper still.
error TS18003: No inputs were found in config file '/tree/tsconfig.empty.json'.
../outside/c.ts(1,1): error TS1005: ';' expected.
/tree/node_modules/typescript/lib/lib.es5.d.ts
/tree/src/a.ts
`;

describe('the text of tsc', () => {
  const { drafts, rest } = readTypescriptText(PRINTED, ROOT);

  it('gives located errors with their continuation lines', () => {
    expect(drafts[0]).toEqual({
      rule: 'TS2322',
      severity: 'error',
      message: "Type 'number' is not assignable to type 'string'.",
      file: 'src/a.ts',
      range: { startLine: 2, startColumn: 41 },
    });
    expect(drafts[1]).toMatchObject({
      rule: 'TS2345',
      file: 'src/b.ts',
      message: expect.stringMatching(/Property 'b' is missing[^]*Deeper still\.$/),
    });
  });

  it('gives global errors, and those outside of the tree, without a file', () => {
    expect(drafts.slice(2)).toEqual([
      {
        rule: 'TS18003',
        severity: 'error',
        message: "No inputs were found in config file '/tree/tsconfig.empty.json'.",
      },
      { rule: 'TS1005', severity: 'error', message: "../outside/c.ts(1,1): ';' expected." },
    ]);
  });

  it('leaves the listed files', () => {
    expect(rest.filter(Boolean)).toEqual([
      '/tree/node_modules/typescript/lib/lib.es5.d.ts',
      '/tree/src/a.ts',
    ]);
  });

  it('reads through colours', () => {
    expect(readTypescriptText('\u001b[96msrc/a.ts\u001b[0m(1,2): error TS1: no.', ROOT).drafts).toMatchObject(
      [{ file: 'src/a.ts' }],
    );
  });
});
