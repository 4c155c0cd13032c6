import { describe, expect, it } from '@jest/globals';
import { finding } from '@quality-gates/contract';
import { markIntroduced } from './introduced.js';

const change = {
  changed: ['src/a.ts'],
  deleted: [],
  renamed: new Map(),
  lines: () => Promise.resolve(new Map([['src/a.ts', new Set([5])]])),
};
const at = (file: string | undefined, startLine?: number, endLine?: number) =>
  finding({
    rule: 'r',
    severity: 'error',
    message: 'm',
    file,
    ...(startLine && { range: { startLine, endLine } }),
  });

describe('introduced', () => {
  it.each([
    ['on a changed line', at('src/a.ts', 5), true, true],
    ['across a changed line', at('src/a.ts', 3, 6), true, true],
    ['beside a changed line', at('src/a.ts', 4), 'unknown', 'unknown'],
    ['without a line', at('src/a.ts'), 'unknown', 'unknown'],
    ['without a file', at(undefined), 'unknown', 'unknown'],
    ['in an untouched file', at('src/b.ts', 5), false, 'unknown'],
  ])('is said of a problem %s', async (_, problem, ofFile, ofProgram) => {
    expect((await markIntroduced([problem], change, 'file'))[0]?.introduced).toBe(ofFile);
    expect((await markIntroduced([problem], change, 'program'))[0]?.introduced).toBe(ofProgram);
  });

  it('is false where nothing changed at all', async () => {
    const nothing = { changed: [], deleted: [], renamed: new Map(), lines: () => Promise.resolve(new Map()) };
    expect((await markIntroduced([at('src/a.ts', 5)], nothing, 'program'))[0]?.introduced).toBe(false);
  });
});
