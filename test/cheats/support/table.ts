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

/**
 * Puts lines between the markers of docs/integrity.md with `QG_WRITE_TABLE` set.
 *
 * @returns what stands there, to be held against the lines
 */
export function tableIn(markers: 'cheats' | 'honest' | 'residual', lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${markers}:begin -->\n`, `\n<!-- ${markers}:end -->`];
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`docs/integrity.md has no markers for ${markers}.`);
  if (!process.env['QG_WRITE_TABLE']) return text.slice(from, to);
  writeFileSync(PAGE, text.slice(0, from) + lines.join('\n') + text.slice(to));
  return lines.join('\n');
}
