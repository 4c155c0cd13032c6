import {
  byRootCause,
  type FailedGate,
  type Finding,
  type GateResult,
  type InconclusiveGate,
  type PassedGate,
} from '@quality-gates/contract';
import { printable, printableLine } from '../../printable.js';
import type { Layout } from '../format.js';
import { counted, place, reasonInWords } from '../words.js';
import { cut, wrap } from '../wrap.js';
import { mark } from './mark.js';

const MOST_FINDINGS = { failed: 8, passed: 3 } as const;
const MOST_LINES_OF_A_MESSAGE = 8;

/** What to mend, a block for each gate that has something to say: failures first, then what could not be told. */
export function findingBlocks(gates: readonly GateResult[], layout: Layout): string[][] {
  const blocks: string[][] = [];
  for (const gate of gates) if (gate.status === 'failed') blocks.push(answeredBlock(gate, layout));
  for (const alike of sayingTheSame(gates.filter((gate) => gate.status === 'inconclusive'))) {
    blocks.push(inconclusiveBlock(alike, layout));
  }
  for (const gate of gates) {
    if (gate.status === 'passed' && gate.findings.length > 0) blocks.push(answeredBlock(gate, layout));
  }
  return blocks;
}

function answeredBlock(gate: FailedGate | PassedGate, layout: Layout): string[] {
  const { colors } = layout;
  const shown = [
    ...byRootCause(gate.findings.filter(({ waived }) => !waived)),
    ...gate.findings.filter(({ waived }) => waived),
  ].slice(0, MOST_FINDINGS[gate.status]);
  const total = gate.findings.length + gate.findingsOmitted;
  const left = total - shown.length;
  return [
    `${mark(gate.status, colors)} ${colors.bold(gate.gate)} ${colors.dim(counted(total, 'finding'))}`,
    ...shown.flatMap((finding) => findingLines(finding, layout)),
    ...(left > 0 ? [colors.dim(`  ${left.toLocaleString('en')} more: --format json`)] : []),
    ...reproduceLine(gate, layout),
  ];
}

const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

function findingLines(finding: Finding, { colors, width }: Layout): string[] {
  const rule = colors[SEVERITY_COLORS[finding.severity]](printableLine(finding.rule));
  const where = place(finding);
  const notes = [
    ...(finding.severity === 'error' ? [] : [finding.severity]),
    ...(finding.waived ? ['waived'] : []),
    ...(finding.introduced === false ? ['was there before'] : []),
  ];
  const head = [
    ...(where === undefined ? [] : [colors.underline(where)]),
    rule,
    ...(notes.length > 0 ? [colors.dim(notes.join(', '))] : []),
  ];
  const message = wrap(printable(finding.message).trim(), width - 4);
  const cutMessage =
    message.length > MOST_LINES_OF_A_MESSAGE ? [...message.slice(0, MOST_LINES_OF_A_MESSAGE), '…'] : message;
  const fix = finding.fix === undefined ? [] : wrap(`fix: ${printableLine(finding.fix)}`, width - 4);
  return [
    `  ${head.join('  ')}`,
    ...[...cutMessage, ...fix.map((line) => colors.dim(line))].map((line) => `    ${line}`),
  ];
}

/** Gates that could not tell for one and the same cause are told of once. */
function sayingTheSame(gates: readonly InconclusiveGate[]): InconclusiveGate[][] {
  const groups = new Map<string, InconclusiveGate[]>();
  for (const gate of gates) {
    const cause = `${gate.reason}\n${gate.message}`;
    groups.set(cause, [...(groups.get(cause) ?? []), gate]);
  }
  return [...groups.values()];
}

function inconclusiveBlock(alike: readonly InconclusiveGate[], layout: Layout): string[] {
  const { colors, width } = layout;
  const [gate] = alike;
  if (gate === undefined) return [];
  const names = alike.map((one) => one.gate).join(', ');
  return [
    `${mark(gate.status, colors)} ${colors.bold(names)} ${reasonInWords(gate.reason)}`,
    ...wrap(printable(gate.message).trim(), width - 4).map((line) => `    ${line}`),
    ...(gate.retryable ? [colors.dim('    Asking again may help.')] : []),
    ...(alike.length === 1 ? reproduceLine(gate, layout) : []),
  ];
}

function reproduceLine({ reproduce }: { reproduce?: string }, { colors }: Layout): string[] {
  return reproduce === undefined
    ? []
    : [`  ${colors.dim('reproduce:')} ${cut(printableLine(reproduce), 1000)}`];
}
