import { unreachable, type GateResult } from '@quality-gates/contract';
import { printableLine } from '../../printable.js';
import type { Layout } from '../format.js';
import { counted, duration, evidenceInWords, metricsInWords, reasonInWords, toolOf } from '../words.js';
import { cut, wrap } from '../wrap.js';
import { mark } from './mark.js';

const TIME_WIDTH = 8;
const WIDEST_TOOL = 22;

/** One row for each gate: sign, name, tool, what it saw, how long it took. Long rows go on below. */
export function gateTable(gates: readonly GateResult[], { colors, width }: Layout): string[] {
  const nameWidth = Math.max(0, ...gates.map(({ gate }) => gate.length));
  const toolWidth = Math.min(WIDEST_TOOL, Math.max(0, ...gates.map((gate) => toolOf(gate).length)));
  const indent = 4 + nameWidth + 2 + (toolWidth > 0 ? toolWidth + 2 : 0);
  const detailWidth = width - indent - TIME_WIDTH - 2;

  return gates.flatMap((gate) => {
    const [first = '', ...more] = wrap(detailOf(gate), detailWidth);
    const tool = toolWidth > 0 ? `${colors.dim(cut(toolOf(gate), toolWidth).padEnd(toolWidth))}  ` : '';
    const name = gate.gate.padEnd(nameWidth);
    const time = timeOf(gate).padStart(TIME_WIDTH);
    const strong = gate.status === 'failed' || gate.status === 'inconclusive';
    return [
      `  ${mark(gate.status, colors)} ${strong ? colors.bold(name) : name}  ${tool}${first.padEnd(detailWidth)}  ${colors.dim(time)}`.trimEnd(),
      ...more.map((line) => `${' '.repeat(indent)}${line}`),
    ];
  });
}

function timeOf(gate: GateResult): string {
  if (gate.status === 'skipped') return '';
  return gate.fromRecord ? 'recorded' : duration(gate.durationMs);
}

function detailOf(gate: GateResult): string {
  const optional = gate.required || gate.status === 'skipped' ? [] : ['not required'];
  switch (gate.status) {
    case 'passed':
    case 'failed': {
      const findings = gate.findings.length + gate.findingsOmitted;
      return [
        ...(findings > 0 ? [counted(findings, 'finding')] : []),
        ...metricsInWords(gate.metrics),
        ...gate.evidence.map(evidenceInWords),
        ...optional,
      ].join(' · ');
    }
    case 'inconclusive':
      return [reasonInWords(gate.reason), ...optional].join(' · ');
    case 'skipped':
      return `skipped: ${printableLine(gate.message)}`;
    default:
      return unreachable(gate);
  }
}
