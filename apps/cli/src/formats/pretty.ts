import type { Verdict } from '@quality-gates/contract';
import type { Format, Layout } from './format.js';
import { inOrder } from './order.js';
import { closing } from './pretty/closing.js';
import { findingBlocks } from './pretty/findings.js';
import { gateTable } from './pretty/gate-table.js';

/** For people at a terminal: a line for each gate, what to mend, and the outcome in words last. */
export const pretty: Format = (verdict, layout) => {
  const gates = inOrder(verdict.gates);
  const blocks = [
    [title(verdict, layout)],
    gateTable(gates, layout),
    ...findingBlocks(gates, layout),
    closing(verdict, layout),
  ];
  return `\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

function title({ stage, candidate }: Verdict, { colors, subject }: Layout): string {
  const { base, commit, tree } = candidate;
  const what = subject ?? (commit ? `commit ${commit.slice(0, 10)}` : `tree ${tree.slice(0, 10)}`);
  const against = `against ${base.ref} (${base.commit.slice(0, 10)})`;
  return `${colors.bold(stage)} ${what} ${colors.dim(against)}`;
}
