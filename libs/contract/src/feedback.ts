import { byRootCause } from './feedback/root-cause.js';
import { TextBudget } from './feedback/text-budget.js';
import { findingLines, gateTitle, headline, inconclusiveLines, oneLine } from './feedback/wording.js';
import type { FailedGate, GateResult } from './gate-result.js';
import type { Verdict } from './verdict.js';

export interface FeedbackOptions {
  /**
   * The most tokens that the text may take. A token is estimated as three UTF-8 bytes, rounded up, which is
   * more than common tokenizers need for code and English prose.
   * @default 2000
   */
  maxTokens?: number;
}

/** What {@link feedback} counts a text as: three UTF-8 bytes a token, rounded up. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

const BYTES_PER_TOKEN = 3;

/**
 * Says a verdict to an agent: the outcome, then what to mend, root cause first, each finding as
 * `file:line:col rule message`, with the command that reproduces it. What does not fit the budget is counted
 * ("12 more"); every failed gate keeps a line before any gate gets a second finding.
 */
export function feedback(verdict: Verdict, { maxTokens = 2000 }: FeedbackOptions = {}): string {
  const budget = new TextBudget(Math.max(0, Math.floor(maxTokens)) * BYTES_PER_TOKEN);
  budget.add(headline(verdict));

  const sections = failedGates(verdict).flatMap((gate) => openSection(gate, budget));
  for (const section of sections) section.addFinding();
  for (const section of sections) while (section.addFinding());

  const unsure = verdict.gates.filter((gate) => gate.status === 'inconclusive');
  const rest = new TextBudget(budget.left);
  for (const gate of unsure) rest.addAll(inconclusiveLines(gate));

  return [budget.text, ...sections.map((section) => section.text), rest.text]
    .filter((part) => part !== '')
    .join('\n');
}

/** In the order in which one failure explains the next. */
const GATE_ORDER = ['integrity', 'typecheck', 'lint', 'build', 'test', 'coverage'];

function failedGates(verdict: Verdict): FailedGate[] {
  const rank = ({ gate }: GateResult): number => GATE_ORDER.indexOf(gate) + 1 || GATE_ORDER.length + 1;
  return verdict.gates
    .filter((gate) => gate.status === 'failed')
    .sort((a, b) => Number(b.required) - Number(a.required) || rank(a) - rank(b));
}

interface Section {
  /** Adds the next finding; false when none is left or the next one does not fit. */
  addFinding(): boolean;
  readonly text: string;
}

/** Takes the gate's title, its command and its "n more" line from the budget; nothing when they do not fit. */
function openSection(gate: FailedGate, budget: TextBudget): Section[] {
  const findings = byRootCause(gate.findings.filter((finding) => finding.waived !== true));
  const title = gateTitle(gate);
  const command = gate.reproduce === undefined ? [] : [`  reproduce: ${oneLine(gate.reproduce)}`];
  const more = (count: number): string => `  ${count} more`;
  const total = findings.length + gate.findingsOmitted;
  const fixed = [title, ...command, more(total)];
  const affordable = budget.take(fixed) ? command : budget.take([title, more(total)]) ? [] : undefined;
  if (affordable === undefined) return [];

  const shown: string[] = [];
  let next = 0;
  return [
    {
      addFinding() {
        const finding = findings[next];
        if (finding === undefined) return false;
        const fitting = [findingLines(finding), findingLines(finding, { short: true })].find((lines) =>
          budget.take(lines),
        );
        if (fitting === undefined) return false;
        shown.push(...fitting);
        next += 1;
        return true;
      },
      get text() {
        const left = total - next;
        return [title, ...shown, ...(left > 0 ? [more(left)] : []), ...affordable].join('\n');
      },
    },
  ];
}
