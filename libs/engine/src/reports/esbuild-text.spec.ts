import { describe, expect, it } from '@jest/globals';
import { readEsbuildText } from './esbuild-text.js';

const PRINTED = `ESM Build start
✘ [ERROR] Could not resolve "nope"

    src/index.ts:1:18:
      1 │ import { x } from 'nope';
        ╵                   ~~~~~~

  You can mark the path "nope" as external to exclude it from the bundle.

X [ERROR] No matching export in "src/a.ts" for import "b"

    src/c.ts:2:9:
      2 │ import { b } from './a.js';
        ╵          ^

  Another place that matters:

    src/a.ts:9:1:

✘ [ERROR] Without a place

ESM Build failed
Error: Build failed with 3 errors:
`;

describe('the text of esbuild', () => {
  it('gives each error at the first place below it, columns counted from 1', () => {
    expect(readEsbuildText(PRINTED, { directory: '/tree' })).toEqual([
      {
        rule: 'build-error',
        severity: 'error',
        message: 'Could not resolve "nope"',
        file: 'src/index.ts',
        range: { startLine: 1, startColumn: 19 },
      },
      {
        rule: 'build-error',
        severity: 'error',
        message: 'No matching export in "src/a.ts" for import "b"',
        file: 'src/c.ts',
        range: { startLine: 2, startColumn: 10 },
      },
      { rule: 'build-error', severity: 'error', message: 'Without a place' },
    ]);
  });

  it('gives nothing for a build without errors', () => {
    expect(
      readEsbuildText('ESM dist/index.js 1.2 KB\nESM ⚡️ Build success in 9ms\n', { directory: '/tree' }),
    ).toEqual([]);
  });
});
