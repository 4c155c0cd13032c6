import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { completeFindings } from './source-context.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'source-context-'));
});
afterAll(() => rm(directory, { recursive: true }));

const at = (startLine: number) => ({
  rule: 'r',
  severity: 'error' as const,
  message: 'm',
  file: 'a.ts',
  range: { startLine },
});
async function fingerprints(text: string, lines: number[]) {
  await writeFile(path.join(directory, 'a.ts'), text);
  return (await completeFindings(lines.map(at), { directory })).map(({ fingerprint }) => fingerprint);
}

it('keeps a fingerprint when lines above move, and changes it with the line itself', async () => {
  const [before] = await fingerprints('bad();\n', [1]);
  expect(await fingerprints('// more\n  bad();\n', [2])).toEqual([before]);
  expect(await fingerprints('worse();\n', [1])).not.toEqual([before]);
});

it('tells equal problems on equal lines apart, and takes what is said twice for one', async () => {
  const found = await fingerprints('bad();\nbad();\n', [1, 2, 2]);
  expect(found).toHaveLength(2);
  expect(new Set(found).size).toBe(2);
});
