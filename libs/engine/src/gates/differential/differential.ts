import type { Evidence } from '@quality-gates/contract';
import type { JudgeFinding } from '../../integrity/judge-finding.js';
import type { TestTool, ToolSetup } from '../../tools/tool.js';
import type { GateAnswer, GateContext } from '../gate.js';
import { runTests, type Run } from '../run-tests.js';

/** What a run of tests on the other side's source came to. */
export type Differential =
  | { kind: 'untold'; answer: Extract<GateAnswer, { status: 'inconclusive' }> }
  | { kind: 'told'; evidence: Evidence[]; findings: JudgeFinding[] };

/** The question does not arise. */
export const NOTHING: Differential = { kind: 'told', evidence: [], findings: [] };

/** Runs these test files in the place of a context, all of their tests. */
export function runFiles(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  files: readonly string[],
): Promise<Run> {
  return runTests(context, tool, setup, {
    selection: { kind: 'only', files: [...files], titles: [] },
    endsWithReport: true,
  });
}

const MAX_DETAIL = 1000;

/** A list of names within the bounds of a detail. */
export function listed(names: readonly string[]): string {
  const text = names.join('; ');
  return text.length <= MAX_DETAIL ? text : `${text.slice(0, MAX_DETAIL)} …`;
}
