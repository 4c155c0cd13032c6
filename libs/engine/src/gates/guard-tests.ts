import type { Evidence } from '@quality-gates/contract';
import { compareTests, type TestsCompared } from '../evidence/compare-tests.js';
import type { Inventory } from '../evidence/inventory.js';
import type { JudgeFinding } from '../integrity/judge-finding.js';
import type { JudgeRule } from '../integrity/rules.js';
import type { TestTool, ToolSetup } from '../tools/tool.js';
import { judgeCanaries } from './canaries/judge-canaries.js';
import { judgeAddedTests } from './differential/added-tests.js';
import { judgeBaseTests } from './differential/base-tests.js';
import type { GateAnswer, GateContext } from './gate.js';
import type { Ran } from './run-tests.js';

export type Guarded =
  | { kind: 'untold'; answer: Extract<GateAnswer, { status: 'inconclusive' }> }
  | { kind: 'told'; evidence: Evidence[]; findings: JudgeFinding[]; canaries?: Inventory['canaries'] };

/**
 * What stands behind tests that pass: that the runner tells of failures, that the base's version of edited tests holds
 * on the source of the change, and, before it lands, that the added ones do not hold without it. A rule that is off is
 * not asked.
 */
export async function guardTests(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  { report, selection }: Ran,
): Promise<Guarded> {
  const isAsked = (...rules: JudgeRule[]) =>
    rules.some((rule) => context.policy.integrity.rules[rule] !== 'off');
  const isWhole = context.stage === 'post-commit' && selection.kind === 'all';
  const evidence: Evidence[] = [];
  const findings: JudgeFinding[] = [];
  let canaries: Inventory['canaries'];

  if (isAsked('test-missing', 'test-not-passed')) {
    const compared = await compareTests(report.tests, selection.kind === 'all', context);
    findings.push(...compared.findings);
    evidence.push(...foundAgain(compared));
  }
  if (isAsked('canary-passed', 'canary-missing')) {
    const flown = await judgeCanaries(context, tool, setup, report);
    if (flown.kind === 'untold') return flown;
    evidence.push(flown.evidence);
    findings.push(...flown.findings);
    canaries = flown.worked;
  }
  if (isAsked('base-test-fails')) {
    const ofBase = await judgeBaseTests(context, tool, setup);
    if (ofBase.kind === 'untold') return ofBase;
    evidence.push(...ofBase.evidence);
    findings.push(...ofBase.findings);
  }
  if (isWhole && isAsked('added-tests-prove-nothing')) {
    const added = await judgeAddedTests(context, tool, setup, report);
    if (added.kind === 'untold') return added;
    evidence.push(...added.evidence);
    findings.push(...added.findings);
  }
  return { kind: 'told', evidence, findings, ...(canaries !== undefined && { canaries }) };
}

function foundAgain({ renamed, goneWithCode }: TestsCompared): Evidence[] {
  return [
    ...(renamed > 0 ? [{ kind: 'tests-renamed', count: renamed }] : []),
    ...(goneWithCode > 0 ? [{ kind: 'tests-gone-with-their-code', count: goneWithCode }] : []),
  ];
}
