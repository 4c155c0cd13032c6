import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GateResult } from '@quality-gates/contract';
import type { Judgement } from './court.js';

const PAGE = path.resolve(__dirname, '../../../docs/integrity.md');

/** Which gates did not pass and by which rules, as a table cell: the same for the same answer. */
export function reasonOf(judgement: Judgement): string {
  const { outcome, gates } = judgement;
  if (judgement.outcome === 'refused') return `refused: ${judgement.code}`;
  const open = gates.filter((gate) => gate.required && gate.status !== 'passed');
  const reasons = open.map((gate) => `${gate.gate}: ${rulesOf(gate).join(', ')}`).sort();
  return [outcome, ...reasons].join('; ');
}

/** The findings of a gate that made it fail, by their rules. */
function rulesOf(gate: GateResult): string[] {
  switch (gate.status) {
    case 'inconclusive':
      return [gate.reason];
    case 'failed': {
      const heavy = gate.findings.filter(({ severity, waived }) => severity !== 'info' && !waived);
      return [...new Set(heavy.map(({ rule }) => rule))].sort();
    }
    default:
      return [gate.status];
  }
}

type Row = readonly string[];

/** Whether this run writes the tables; others only see to it that they name what there is. */
export const isWriting = () => Boolean(process.env['QG_WRITE_TABLE']);

/** The columns that say what was tried; what was seen can differ between machines and runs. */
export const named = (rows: readonly Row[], columns: number) => rows.map((row) => row.slice(0, columns));

/**
 * Puts a table between the markers of docs/integrity.md where `QG_WRITE_TABLE` is set.
 *
 * @returns the rows that stand there, to be held against what was seen
 */
export function tableIn(markers: 'cheats' | 'honest' | 'residual', head: Row, rows: readonly Row[]): Row[] {
  const [begin, end] = [`<!-- ${markers}:begin -->`, `<!-- ${markers}:end -->`];
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`docs/integrity.md has no markers for ${markers}.`);
  if (!isWriting()) return rowsOf(text.slice(from, to));
  const table = aligned([head, head.map(() => ''), ...rows]);
  writeFileSync(PAGE, `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`);
  return rowsOf(table);
}

/** The rows of a table without its head. */
function rowsOf(table: string): Row[] {
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Columns as wide as their widest cell; the second row is the rule below the head. */
function aligned(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row, index) =>
    widths.map((width, column) => (index === 1 ? '-'.repeat(width) : (row[column] ?? '').padEnd(width))),
  );
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
