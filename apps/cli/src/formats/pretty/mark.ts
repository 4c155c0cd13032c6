import type { GateResult } from '@quality-gates/contract';
import type { Colors } from '../../terminal.js';

const MARKS = {
  passed: { sign: '✔', color: 'green' },
  failed: { sign: '✖', color: 'red' },
  inconclusive: { sign: '?', color: 'yellow' },
  skipped: { sign: '–', color: 'dim' },
} as const;

/** The sign that stands before a gate. */
export function mark(status: GateResult['status'], colors: Colors): string {
  const { sign, color } = MARKS[status];
  return colors[color](sign);
}
