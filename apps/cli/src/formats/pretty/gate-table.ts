import { unreachable, type GateResult } from '@quality-gates/contract';
import type { Layout } from '../format.js';
import {
  counted,
  duration,
  evidenceInWords,
  firstSentence,
  metricsInWords,
  reasonInWords,
  toolOf,
} from '../words.js';
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
    const start = `  ${mark(gate.status, colors)} `;
    const name = gate.gate.padEnd(nameWidth);
    if (gate.status === 'skipped') {
      const text = firstSentence(gate.message);
      return wrap(text, width - 6 - nameWidth).map((line, index) =>
        index === 0
          ? `${start}${colors.dim(`${name}  ${line}`)}`
          : colors.dim(`${' '.repeat(6 + nameWidth)}${line}`),
      );
    }
    const [first = '', ...more] = wrap(detailOf(gate), detailWidth);
    const tool = toolWidth > 0 ? `${colors.dim(cut(toolOf(gate), toolWidth).padEnd(toolWidth))}  ` : '';
    const time = (gate.fromRecord ? 'recorded' : duration(gate.durationMs)).padStart(TIME_WIDTH);
    const strong = gate.status === 'passed' ? name : colors.bold(name);
    return [
      `${start}${strong}  ${tool}${first.padEnd(detailWidth)}  ${colors.dim(time)}`,
      ...more.map((line) => `${' '.repeat(indent)}${line}`),
    ];
  });
}

function detailOf(gate: Exclude<GateResult, { status: 'skipped' }>): string {
  const optional = gate.required ? [] : ['not required'];
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
    default:
      return unreachable(gate);
  }
}
