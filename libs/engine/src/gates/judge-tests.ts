import type { Finding } from '@quality-gates/contract';
import type { PassedTest } from '../evidence/inventory.js';
import { weighed } from '../integrity/judge-finding.js';
import type { TestCase, TestReport, TestTool, ToolSetup } from '../tools/tool.js';
import { couldNotTell, workerDied } from './could-not-tell.js';
import type { GateAnswer, GateContext } from './gate.js';
import { guardTests, type Guarded } from './guard-tests.js';
import { markIntroduced } from './introduced.js';
import { objection, refused } from './refusals.js';
import { runAgain, type Failures } from './run-again.js';
import type { Ran } from './run-tests.js';
import { testFindings } from './test-findings.js';
import { touchedTree } from './touched-tree.js';

/** Does every test pass, and can that be believed? */
export async function judgeTests(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  ran: Ran,
): Promise<GateAnswer> {
  const touched = await context.touched();
  const whole = ran.selection.kind === 'all' ? { tests: passedTests(ran.report), touched } : undefined;
  const rewriting = weighed(touchedTree(context, touched), context.policy.integrity.rules);
  if (rewriting.some(({ severity }) => severity === 'error'))
    return { ...failedBy(rewriting, tool, setup, ran), ...(whole && { inventory: whole }) };

  const judged = await judgeRun(context, tool, setup, ran);
  if (judged.status === 'inconclusive') return { ...judged, ...(whole && { inventory: whole }) };

  const guarded = judged.status === 'passed' ? await guardTests(context, tool, setup, ran) : UNGUARDED;
  if (guarded.kind === 'untold') return { ...guarded.answer, ...(whole && { inventory: whole }) };
  const guarding = weighed(guarded.findings, context.policy.integrity.rules);
  const fails = guarding.some(({ severity }) => severity === 'error');
  const { canaries } = guarded;
  return {
    ...judged,
    status: fails ? 'failed' : judged.status,
    evidence: [...judged.evidence, ...guarded.evidence],
    findings: [...judged.findings, ...rewriting, ...guarding],
    ...(whole && { inventory: { ...whole, ...(canaries !== undefined && { canaries }) } }),
  };
}

/** What was reported of a tree that is not the candidate's any more is not worth running again. */
function failedBy(findings: Finding[], tool: TestTool, setup: ToolSetup, { report, selection }: Ran) {
  const { evidence, metrics } = countsOf(report);
  const reproduce = tool.reproduce(setup, { selection, coverage: false });
  return { status: 'failed', evidence, metrics, findings, reproduce } as const;
}

const UNGUARDED: Guarded = { kind: 'told', evidence: [], findings: [] };

function passedTests({ tests }: TestReport): PassedTest[] {
  return tests.filter(({ status }) => status === 'passed').map(({ file, title }) => ({ file, title }));
}

/** What the run itself says. What failed is run once more, alone: what passes then was flaky. */
async function judgeRun(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  ran: Ran,
): Promise<GateAnswer> {
  const { report, end, selection } = ran;
  const failed = report.tests.filter(({ status }) => status === 'failed');
  const { count, skipped, evidence, metrics } = countsOf(report);

  if (failed.length > 0 || report.errors.length > 0) {
    const first = { tests: failed, files: report.errorFiles ?? [] };
    const rerun = (files: Failures) =>
      reproduceFailed(tool, setup, files) ?? tool.reproduce(setup, { selection, coverage: false });
    // An error that arose in no known file cannot be asked for once more.
    const canBeAsked = report.errors.length === 0 || first.files.length > 0;
    const second = canBeAsked ? await runAgain(context, tool, setup, first) : undefined;
    if (second?.kind === 'untold')
      return couldNotTell(second.end, `${tool.name}, run once more on failed tests,`);
    if (second?.kind === 'crashed') return workerDied(tool.name, second.message);
    const again = second?.again ?? first;
    if (canBeAsked && again.tests.length + again.files.length === 0)
      return flaky(second?.flipped ?? [], rerun(first));
    const errors = canBeAsked && again.files.length === 0 ? [] : report.errors;
    const findings = await markIntroduced(
      [...errors, ...testFindings(again.tests)],
      context.change,
      'program',
    );
    return {
      status: 'failed',
      evidence,
      metrics,
      findings: [...findings, ...flipped(second?.flipped ?? [])],
      reproduce: rerun(again),
    };
  }
  const reproduce = tool.reproduce(setup, { selection, coverage: false });
  if (count === 0) {
    return refused(
      'no-evidence',
      `${tool.name} ran no test${skipped > 0 ? ` (${skipped} skipped)` : ''}, so nothing was proved. Mend which tests it finds.`,
      { evidence, reproduce },
    );
  }
  if (end.code !== 0) {
    return refused(
      'report-mismatch',
      `${tool.name} ended with code ${end.code} but reported no failed test.`,
      { evidence, reproduce },
    );
  }
  const retried = report.tests.filter(({ status, retries = 0 }) => status === 'passed' && retries > 0);
  if (retried.length > 0)
    return flaky(
      retried.map(({ name }) => name),
      reproduce,
    );
  return { status: 'passed', evidence, metrics, findings: [], reproduce };
}

function countsOf({ tests }: TestReport) {
  const number = (wanted: TestCase['status']) => tests.filter(({ status }) => status === wanted).length;
  const [count, failed, skipped] = [number('passed'), number('failed'), number('skipped')];
  return {
    count,
    skipped,
    evidence: [{ kind: 'tests-passed', count, ...(skipped > 0 && { detail: `${skipped} skipped` }) }],
    metrics: { testsPassed: count, testsFailed: failed, testsSkipped: skipped },
  };
}

function reproduceFailed(tool: TestTool, setup: ToolSetup, failed: Failures): string | undefined {
  const files = [...new Set([...failed.tests.map(({ file }) => file), ...failed.files])].slice(0, 10);
  return files.length > 0
    ? tool.reproduce(setup, { selection: { kind: 'only', files, titles: [] }, coverage: false })
    : undefined;
}

/** Beside real failures: said, but not held against the change. */
function flipped(names: readonly string[]): Finding[] {
  return names.length === 0 ? [] : [objection('flaky-test', flakyMessage(names), { severity: 'warning' })];
}

function flaky(names: readonly string[], reproduce: string): GateAnswer {
  return { status: 'inconclusive', reason: 'flaky', message: flakyMessage(names), reproduce };
}

function flakyMessage(names: readonly string[]): string {
  const shown = names.slice(0, 5).join('; ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  const what = names.length === 1 ? 'A test' : `${names.length} tests`;
  return `${what} failed and passed when run once more: ${shown}${more}. Make the test independent of time, order and chance.`.slice(
    0,
    4000,
  );
}
