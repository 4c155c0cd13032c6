import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { GateName } from '@quality-gates/contract';
import type {
  Exited,
  TestCase,
  TestReport,
  TestSelection,
  TestTool,
  TestWish,
  ToolSetup,
} from '../tools/tool.js';
import { couldNotTell, type UntoldEnd } from './could-not-tell.js';
import { judgeCoverage } from './coverage.js';
import type { GateAnswer, GateAnswers, GateContext } from './gate.js';
import { markIntroduced } from './introduced.js';
import { refused } from './refusals.js';
import { selectTests } from './select-tests.js';
import { testFindings } from './test-findings.js';

/** How many failed tests are run once more; beyond that nobody doubts that something is broken. */
const MAX_RERUN = 50;

type Ran = { end: Exited; report: TestReport; selection: TestSelection };

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
  if (first.kind === 'no-report') return answerBoth(refused('no-report', first.message, { reproduce }));
  if (first.report.crashed !== undefined) return answerBoth(workerDied(tool, first.report.crashed));

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

async function judgeTests(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  ran: Ran,
): Promise<GateAnswer> {
  const { report, end, selection } = ran;
  const failed = report.tests.filter(({ status }) => status === 'failed');
  const count = report.tests.filter(({ status }) => status === 'passed').length;
  const skipped = report.tests.filter(({ status }) => status === 'skipped').length;
  const evidence = [{ kind: 'tests-passed', count, ...(skipped > 0 && { detail: `${skipped} skipped` }) }];
  const reproduce = tool.reproduce(setup, { selection, coverage: false });
  const metrics = { testsPassed: count, testsFailed: failed.length, testsSkipped: skipped };

  if (failed.length > 0 && report.errors.length === 0) {
    const second = await failAgain(context, tool, setup, failed);
    if (second.kind === 'untold')
      return couldNotTell(second.end, `${tool.name}, run once more on failed tests,`);
    if (second.kind === 'crashed') return workerDied(tool, second.message);
    if (second.failed.length === 0) return flaky(failed, tool, setup);
  }
  const findings = await markIntroduced(
    [...report.errors, ...testFindings(failed)],
    context.change,
    'program',
  );
  if (findings.length > 0) {
    return {
      status: 'failed',
      evidence,
      metrics,
      findings,
      reproduce: reproduceFailed(tool, setup, failed) ?? reproduce,
    };
  }
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
  return { status: 'passed', evidence, metrics, findings, reproduce };
}

type Run =
  | ({ kind: 'ran' } & Ran)
  | { kind: 'untold'; end: UntoldEnd }
  | { kind: 'no-report'; message: string; selection: TestSelection };

/** A selection that comes out empty says nothing: the whole suite runs in its place. */
async function runTests(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  wish: TestWish,
): Promise<Run> {
  const { selection } = wish;
  const end = await context.run(tool.command(context.tool, setup, context.place, wish));
  if (end.how !== 'exited') return { kind: 'untold', end };
  const report = await tool.read(end, context.place);
  const ran = report.kind === 'report' && report.tests.some(({ status }) => status !== 'skipped');
  const nothing =
    report.kind === 'no-report' || (!ran && report.errors.length === 0 && report.crashed === undefined);
  if (selection.kind === 'related' && nothing) {
    await emptyReports(context);
    return runTests(context, tool, setup, { ...wish, selection: { kind: 'all' } });
  }
  return report.kind === 'no-report' ? { ...report, selection } : { kind: 'ran', end, report, selection };
}

type Second =
  | { kind: 'told'; failed: TestCase[] }
  | { kind: 'crashed'; message: string }
  | { kind: 'untold'; end: UntoldEnd };

/** Runs failed tests once more, alone, and says which of them failed again. */
async function failAgain(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  failed: readonly TestCase[],
): Promise<Second> {
  const asked = failed.slice(0, MAX_RERUN);
  await emptyReports(context);
  const second = await runTests(context, tool, setup, { selection: onlyThese(asked) });
  if (second.kind === 'untold') return second;
  // Without a report nothing speaks against the first answer.
  if (second.kind === 'no-report') return { kind: 'told', failed: [...asked] };
  if (second.report.crashed !== undefined) return { kind: 'crashed', message: second.report.crashed };
  const passed = new Set(
    second.report.tests.filter(({ status }) => status === 'passed').map(({ name }) => name),
  );
  const failedNow = new Set(
    second.report.tests.filter(({ status }) => status === 'failed').map(({ name }) => name),
  );
  return { kind: 'told', failed: asked.filter(({ name }) => failedNow.has(name) || !passed.has(name)) };
}

function onlyThese(tests: readonly TestCase[]): TestSelection {
  const files = new Set(tests.map(({ file }) => file));
  return { kind: 'only', files: [...files], titles: [...new Set(tests.map(({ title }) => title))] };
}

/** Reports of an earlier run of this gate must not be taken for those of the next. */
async function emptyReports({ place }: GateContext): Promise<void> {
  for (const entry of await readdir(place.reports)) {
    await rm(path.join(place.reports, entry), { recursive: true, force: true });
  }
}

function reproduceFailed(tool: TestTool, setup: ToolSetup, failed: readonly TestCase[]): string | undefined {
  const files = [...new Set(failed.map(({ file }) => file))].slice(0, 10);
  return files.length > 0
    ? tool.reproduce(setup, { selection: { kind: 'only', files, titles: [] }, coverage: false })
    : undefined;
}

function flaky(failed: readonly TestCase[], tool: TestTool, setup: ToolSetup): GateAnswer {
  const names = failed.slice(0, 5).map(({ name }) => name);
  const more = failed.length > 5 ? ` and ${failed.length - 5} more` : '';
  return {
    status: 'inconclusive',
    reason: 'flaky',
    message:
      `${failed.length === 1 ? 'A test' : `${failed.length} tests`} failed and passed when run once more alone: ${names.join('; ')}${more}. Make the test independent of time, order and chance.`.slice(
        0,
        4000,
      ),
    reproduce: reproduceFailed(tool, setup, failed),
  };
}

function workerDied(tool: TestTool, message: string): GateAnswer {
  return {
    status: 'inconclusive',
    reason: 'crashed',
    message: `A worker of ${tool.name} died in the middle of the run: ${message.slice(0, 1000)} Ask again; if it stays, look for a test that ends its process or needs more memory.`,
  };
}
