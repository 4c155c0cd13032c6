import { expect, it } from '@jest/globals';
import { IstanbulJson, readIstanbul } from './istanbul.js';

it('counts a line once, as covered where any statement that starts on it ran', () => {
  const at = (line: number | null) => ({ start: { line, column: 0 }, end: { line: 99, column: null } });
  const report = IstanbulJson.parse({
    '/tree/src/a.ts': {
      path: '/tree/src/a.ts',
      statementMap: { 0: at(2), 1: at(2), 2: at(3), 3: at(null) },
      s: { 0: 0, 1: 4, 2: 0, 3: 1 },
      fnMap: {},
      branchMap: {},
    },
    '/else/b.ts': { path: '/else/b.ts', statementMap: { 0: at(1) }, s: { 0: 1 } },
  });
  expect(readIstanbul(report, { directory: '/tree' })).toEqual([
    {
      file: 'src/a.ts',
      lines: new Map([
        [2, true],
        [3, false],
      ]),
    },
  ]);
});
