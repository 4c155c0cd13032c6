import { describe, expect, it } from '@jest/globals';
import { tsdown } from './tsdown.js';

const place = { directory: '/tree', reports: '/reports', files: new Set(['src/index.ts']) };
const error = (file: string) =>
  `[UNRESOLVED_IMPORT] Could not resolve './gone' in ${file}\n   ╭─[ ${file}:2:22 ]\n`;
const end = (code: number, stderr: string) => ({
  how: 'exited' as const,
  code,
  stdout: '',
  stderr,
  durationMs: 1,
});

describe('what a bundler says', () => {
  it('is told of files of the tree, not of those that it made up from them', async () => {
    const stderr = `Build failed with 2 errors:\n\n${error('src/index.d.ts')}${error('src/index.ts')}`;
    expect(await tsdown.read(end(1, stderr), place)).toMatchObject({
      kind: 'report',
      findings: [{ rule: 'build-error', file: 'src/index.ts', range: { startLine: 2, startColumn: 22 } }],
    });
  });

  it('is told of files that it made up where nothing else is wrong', async () => {
    const stderr = `Build failed with 1 error:\n\n${error('src/index.d.ts')}`;
    expect(await tsdown.read(end(1, stderr), place)).toMatchObject({
      findings: [{ file: 'src/index.d.ts' }],
    });
  });

  it('is no report where it fails without a known error', async () => {
    const stderr =
      'ERROR Error: cfg\n    at x (file:///host/node_modules/tsdown/dist/run.mjs:1:1)\n    at node:internal/x:1:1\n';
    expect(await tsdown.read(end(1, stderr), place)).toEqual({
      kind: 'no-report',
      message: 'tsdown ended with code 1. ERROR Error: cfg',
    });
  });
});
