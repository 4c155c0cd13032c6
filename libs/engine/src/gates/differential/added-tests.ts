import { unreachable } from '@quality-gates/contract';
import type { JudgeFinding } from '../../integrity/judge-finding.js';
import type { TestCase, TestReport, TestTool, ToolSetup } from '../../tools/tool.js';
import { couldNotTell, type UntoldEnd } from '../could-not-tell.js';
import { inPlaceOf } from '../elsewhere.js';
import type { GateContext } from '../gate.js';
import { listed, NOTHING, runFiles, type Differential } from './differential.js';
import { changedProduct, changedTestSide } from './test-side.js';

/**
 * Do the added tests show what the change does? They run on the base's source, where one at least must fail. Asked
 * only where source of the product changed too: tests may be added for their own sake.
 *
 * @param report of the run of the whole suite on the candidate
 */
export async function judgeAddedTests(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  report: TestReport,
): Promise<Differential> {
  const added = addedTests(context, report);
  const product = changedProduct(context.change);
  if (added.length === 0 || product.length === 0) return NOTHING;
  const files = [...new Set(added.map(({ file }) => file))];
  await using there = await context.elsewhere({
    of: 'base',
    otherSide: [...new Set([...changedTestSide(context.change), ...files])],
  });
  const ran = await runFiles(inPlaceOf(context, there), tool, setup, files);
  const failing = (count: number, detail?: string): Differential => ({
    kind: 'told',
    evidence: [{ kind: 'added-tests-failing-on-base', count, ...(detail && { detail }) }],
    findings: [],
  });
  switch (ran.kind) {
    case 'untold':
      return isFaultOfTheTests(ran.end)
        ? failing(added.length, `The run on the base's source ended so: ${ran.end.how}.`)
        : { kind: 'untold', answer: couldNotTell(ran.end, `${tool.name}, run on the base's source,`) };
    case 'no-report':
      return failing(0, `The run on the base's source left no report.`);
    case 'ran': {
      if (ran.report.crashed !== undefined)
        return failing(added.length, `A worker died in the run on the base's source.`);
      const holding = namesOf(ran.report.tests.filter(({ status }) => status === 'passed'));
      const proving = added.filter(({ name }) => !holding.has(name));
      if (proving.length > 0) return failing(proving.length, `of ${added.length} added`);
      return {
        kind: 'told',
        evidence: [{ kind: 'added-tests-failing-on-base', count: 0, detail: `of ${added.length} added` }],
        findings: [provesNothing(added)],
      };
    }
    default:
      return unreachable(ran);
  }
}

/** Tests that passed under a title that no test of the base had, in files that the candidate changed. */
function addedTests({ change, ofBase }: GateContext, { tests }: TestReport): TestCase[] {
  if (!ofBase?.tests) return [];
  const known = new Set(ofBase.tests.map(({ title }) => title));
  const changed = new Set(change.changed);
  return tests.filter(
    ({ status, title, file }) => status === 'passed' && changed.has(file) && !known.has(title),
  );
}

/** A test that hangs or eats all memory on the base's source fails there, as surely as by an assertion. */
function isFaultOfTheTests({ how }: UntoldEnd): boolean {
  return how === 'timed-out' || how === 'out-of-memory' || how === 'crashed';
}

function provesNothing(added: readonly TestCase[]): JudgeFinding {
  const [first] = added;
  return {
    rule: 'added-tests-prove-nothing',
    message: `The tests that the change adds pass on the base's source too, so none of them shows what the change does: ${listed(added.map(({ title }) => `"${title}"`))}. Add a test that fails without the change.`,
    ...(first && { file: first.file }),
  };
}

function namesOf(tests: readonly TestCase[]): Set<string> {
  return new Set(tests.map(({ name }) => name));
}
