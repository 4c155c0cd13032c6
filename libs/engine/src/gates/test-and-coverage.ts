import type { GateName } from '@quality-gates/contract';
import type { TestTool, ToolSetup } from '../tools/tool.js';
import { couldNotTell, workerDied } from './could-not-tell.js';
import { judgeCoverage } from './coverage.js';
import type { GateAnswer, GateAnswers, GateContext } from './gate.js';
import { judgeTests } from './judge-tests.js';
import { withoutReport } from './refusals.js';
import { runTests } from './run-tests.js';
import { selectTests } from './select-tests.js';

/** Do the tests pass, and do they cover the source? One run answers both gates, or the one that is asked for. */
export async function judgeTestAndCoverage(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  wanted: { test: boolean; coverage: boolean },
): Promise<GateAnswers> {
  const answers = new Map<GateName, GateAnswer>();
  const answerBoth = (answer: GateAnswer) => {
    if (wanted.test) answers.set('test', answer);
    if (wanted.coverage) answers.set('coverage', answer);
    return answers;
  };
  const { include, exclude } = context.policy.coverage;
  const coverage = wanted.coverage ? { include, exclude } : undefined;
  const first = await runTests(context, tool, setup, {
    selection: selectTests(context, wanted.coverage),
    coverage,
  });
  if (first.kind === 'untold') return answerBoth(couldNotTell(first.end, tool.name));

  const reproduce = tool.reproduce(setup, { selection: first.selection, coverage: wanted.coverage });
  if (first.kind === 'no-report')
    return answerBoth(withoutReport(context, first.message, { reproduce, rule: first.rule }));
  if (first.report.crashed !== undefined) return answerBoth(workerDied(tool.name, first.report.crashed));

  // Read before the tests are judged: a second run of failed tests empties the reports.
  const covered = wanted.coverage
    ? await judgeCoverage(context, await tool.readCoverage(context.place), reproduce)
    : undefined;
  const test = wanted.test ? await judgeTests(context, tool, setup, first) : undefined;
  // Where nobody can tell what the tests say, nobody can tell what they cover.
  if (test?.status === 'inconclusive') return answerBoth(test);
  if (test) answers.set('test', test);
  if (covered) answers.set('coverage', covered);
  return answers;
}
