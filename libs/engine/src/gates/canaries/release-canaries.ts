import type { TestReport, TestTool, ToolSetup } from '../../tools/tool.js';
import { couldNotTell, workerDied } from '../could-not-tell.js';
import { inPlaceOf } from '../elsewhere.js';
import type { GateAnswer, GateContext } from '../gate.js';
import { runTests } from '../run-tests.js';
import { textsWith, type Canary } from './canary.js';
import type { TestFile } from './choose-files.js';

/** What the tool said of a canary; `unasked` where its file failed as a whole, or skips the rest after a failure. */
export type Fate = 'failed' | 'passed' | 'missing' | 'unasked';

/** What the tool said of canaries. */
export type Flight =
  | { kind: 'untold'; answer: Extract<GateAnswer, { status: 'inconclusive' }> }
  | { kind: 'no-report'; message: string }
  | { kind: 'told'; fates: ReadonlyMap<Canary, Fate>; code: number };

/** Runs files with their canaries in a workspace of their own, in which nothing tells that there was a run before. */
export async function releaseCanaries(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  canaries: readonly Canary[],
  files: readonly TestFile[],
): Promise<Flight> {
  const texts = textsWith(canaries, files);
  await using there = await context.elsewhere({ of: 'candidate', texts });
  const ran = await runTests(inPlaceOf(context, there), tool, setup, {
    selection: { kind: 'only', files: [...texts.keys()], titles: [] },
    endsWithReport: true,
  });
  if (ran.kind === 'untold')
    return { kind: 'untold', answer: couldNotTell(ran.end, `${tool.name}, run on tests that must fail,`) };
  if (ran.kind === 'no-report') return ran;
  if (ran.report.crashed !== undefined)
    return { kind: 'untold', answer: workerDied(tool.name, ran.report.crashed) };
  return { kind: 'told', fates: fatesOf(canaries, ran.report), code: ran.end.code };
}

function fatesOf(
  canaries: readonly Canary[],
  { tests, errorFiles = [] }: TestReport,
): ReadonlyMap<Canary, Fate> {
  const withFailures = new Set(tests.filter(({ status }) => status === 'failed').map(({ file }) => file));
  return new Map(canaries.map((canary) => [canary, fateOf(canary)]));

  function fateOf({ file, title }: Canary): Fate {
    const said = tests.filter((test) => test.file === file && test.title === title);
    if (said.some(({ status }) => status === 'passed')) return 'passed';
    if (said.some(({ status }) => status === 'failed')) return 'failed';
    const excused = said.length > 0 ? withFailures.has(file) : errorFiles.includes(file);
    return excused ? 'unasked' : 'missing';
  }
}
