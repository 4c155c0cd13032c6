import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { weighed } from './judge-finding.js';
import { JUDGE_RULES } from './rules.js';

const PAGE = path.resolve(__dirname, '../../../../docs/integrity.md');

describe('the rules of the judge', () => {
  it('are documented as they are', async () => {
    const page = await readFile(PAGE, 'utf8');
    const table = /<!-- rules:begin -->([^]*?)<!-- rules:end -->/.exec(page)?.[1] ?? '';
    const rows = table.split('\n').flatMap((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      return cells[1]?.startsWith('`') ? [cells.slice(1, 4)] : [];
    });
    expect(rows).toEqual(
      Object.entries(JUDGE_RULES).map(([rule, { level, why }]) => [`\`${rule}\``, level, why]),
    );
  });

  it('weigh what the policy says, else their default, and nothing where they are off', () => {
    const one = { rule: 'coverage-fell', message: 'm' } as const;
    expect(weighed([one], {})).toMatchObject([{ severity: 'warning', introduced: true }]);
    expect(weighed([one], { 'coverage-fell': 'error' })).toMatchObject([{ severity: 'error' }]);
    expect(weighed([one], { 'coverage-fell': 'note' })).toMatchObject([{ severity: 'info' }]);
    expect(weighed([one], { 'coverage-fell': 'off' })).toEqual([]);
  });
});
