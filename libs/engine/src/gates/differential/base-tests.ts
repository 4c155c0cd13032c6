import { unreachable } from '@quality-gates/contract';
import type { JudgeFinding } from '../../integrity/judge-finding.js';
import { messageOfStack } from '../../reports/stack.js';
import type { TestReport, TestTool, ToolSetup } from '../../tools/tool.js';
import { couldNotTell, workerDied } from '../could-not-tell.js';
import { inPlaceOf } from '../elsewhere.js';
import type { GateContext } from '../gate.js';
import { runAgain, type Failures } from '../run-again.js';
import { listed, NOTHING, runFiles, type Differential } from './differential.js';
import { excusesOf } from './excuses.js';
import { changedForTests } from './data-of-tests.js';
import { touchedTestFiles } from './touched-tests.js';

const MAX_MESSAGE = 600;

/**
 * Do the base's tests hold on the candidate's source? Test files that the candidate edited, or whose helpers or data it
 * edited, run as the base has them, with all that belongs to the tests. What fails only because it uses names or
 * modules that are gone is said and not held against the change.
 */
export async function judgeBaseTests(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
): Promise<Differential> {
  const ofTests = await changedForTests(context);
  const touched = await touchedTestFiles(context, ofTests);
  if (touched.size === 0) return NOTHING;
  const files = [...touched.keys()];
  await using there = await context.elsewhere({
    of: 'candidate',
    otherSide: [...new Set([...ofTests, ...files, ...touched.values()])],
  });
  const elsewhere = inPlaceOf(context, there);
  const what = `${tool.name}, run on the base's tests,`;
  const ran = await runFiles(elsewhere, tool, setup, files);
  if (ran.kind === 'untold') return { kind: 'untold', answer: couldNotTell(ran.end, what) };
  if (ran.kind === 'no-report') return withoutReport(ran.message);
  if (ran.report.crashed !== undefined)
    return { kind: 'untold', answer: workerDied(tool.name, ran.report.crashed) };

  const failures = failuresOf(ran.report, context.ofBase?.tests ?? []);
  const { excused, held } = await excusesOf(context, failures);
  const again = await confirmed(elsewhere, tool, setup, held);
  if (again.kind === 'untold') return again;
  const passed = ran.report.tests.filter(({ status }) => status === 'passed').length;
  const told = ran.report.tests.filter(({ status }) => status !== 'skipped').length;
  const detail = `${passed} of ${told} passed${excused.length > 0 ? `; not held against the change: ${listed(excused)}` : ''}`;
  return {
    kind: 'told',
    evidence: [{ kind: 'base-tests-run', count: told, detail: detail.slice(0, 1024) }],
    findings: again.kind === 'failed' ? findingsOf(again.failures, ran.report, touched) : [],
  };
}

function failuresOf(
  { tests, errorFiles = [] }: TestReport,
  onBase: readonly { file: string; title: string }[],
): Failures {
  const passedThere = new Set(onBase.map(({ file, title }) => `${file}\0${title}`));
  const files = new Set(onBase.map(({ file }) => file));
  return {
    tests: tests.filter(
      ({ status, file, title }) => status === 'failed' && passedThere.has(`${file}\0${title}`),
    ),
    files: errorFiles.filter((file) => files.has(file)),
  };
}

type Confirmed =
  { kind: 'passed' } | { kind: 'failed'; failures: Failures } | Extract<Differential, { kind: 'untold' }>;

/** What failed is run once more, alone: what passes then is not held against the change. */
async function confirmed(
  elsewhere: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  held: Failures,
): Promise<Confirmed> {
  if (held.tests.length + held.files.length === 0) return { kind: 'passed' };
  const second = await runAgain(elsewhere, tool, setup, held);
  switch (second.kind) {
    case 'told':
      return { kind: 'failed', failures: second.again };
    case 'crashed':
      return { kind: 'untold', answer: workerDied(tool.name, second.message) };
    case 'untold':
      return {
        kind: 'untold',
        answer: couldNotTell(second.end, `${tool.name}, run once more on the base's tests,`),
      };
    default:
      return unreachable(second);
  }
}

const WHY =
  'Either the change breaks what the test holds, then mend the source; or the behaviour is meant to change, then only the orchestrator can accept that.';

function findingsOf(
  { tests, files }: Failures,
  { errors }: TestReport,
  touched: ReadonlyMap<string, string>,
): JudgeFinding[] {
  const at = (file: string) => touched.get(file) ?? file;
  const ofTests = tests.map((test): JudgeFinding => {
    const said = test.messages.map(messageOfStack).join('\n').slice(0, MAX_MESSAGE);
    return {
      rule: 'base-test-fails',
      message: `"${test.title}" passed before the change and fails on its source, as the base has the test: ${said} ${WHY}`,
      file: at(test.file),
      context: test.name,
    };
  });
  const ofFiles = files.map((file): JudgeFinding => {
    const said = errors.find((error) => error.file === file)?.message.slice(0, MAX_MESSAGE) ?? '';
    return {
      rule: 'base-test-fails',
      message: `The base's ${file} does not even load on the source of the change. ${said} ${WHY}`,
      file: at(file),
    };
  });
  return [...ofTests, ...ofFiles];
}

function withoutReport(message: string): Differential {
  const finding: JudgeFinding = {
    rule: 'base-test-fails',
    message: `The base's version of the edited tests, run on the source of the change, left no report. ${message.slice(0, MAX_MESSAGE)}`,
  };
  return { kind: 'told', evidence: [{ kind: 'base-tests-run', count: 0 }], findings: [finding] };
}
