import { unreachable, type Evidence } from '@quality-gates/contract';
import type { JudgeFinding } from '../../integrity/judge-finding.js';
import type { TestReport, TestTool, ToolSetup } from '../../tools/tool.js';
import type { GateAnswer, GateContext } from '../gate.js';
import type { Canary } from './canary.js';
import { chance, type Chance } from './chance.js';
import { chooseFiles } from './choose-files.js';
import { drawCanaries } from './draw-canaries.js';
import { releaseCanaries, type Fate, type Flight } from './release-canaries.js';

export type Canaries =
  | { kind: 'untold'; answer: Extract<GateAnswer, { status: 'inconclusive' }> }
  | {
      kind: 'told';
      evidence: Evidence;
      findings: JudgeFinding[];
      /** Whether every canary was reported as failed; absent where none could be made. */
      worked?: boolean;
    };

/**
 * Does the runner tell the truth? Tests that passed are turned so that they must fail, and run in a workspace of
 * their own. Where one is not reported as failed, somebody tampers with the run.
 *
 * @param report of the run in which every test passed
 */
export async function judgeCanaries(
  context: GateContext,
  tool: TestTool,
  setup: ToolSetup,
  report: TestReport,
  pick: Chance = chance,
): Promise<Canaries> {
  const files = await chooseFiles(context, report, pick);
  const canaries = drawCanaries(files, report, pick);
  if (canaries.length === 0) return told([], [], 'No test could be turned or added.');

  const flight = await releaseCanaries(context, tool, setup, canaries, files);
  if (flight.kind === 'untold') return flight;
  const failed = withFate(flight, ['failed']);
  const suspects = withFate(flight, ['passed', 'missing']);
  if (flight.kind === 'told' && flight.code !== 0 && suspects.length === 0 && failed.length > 0)
    return told(failed, [], undefined, true);

  // The base's own suite cannot tell either, so nothing of this is the candidate's doing.
  if (context.ofBase?.canaries === false)
    return told(failed, [], 'Tests that must fail are not reported as failed on the base either.', false);
  const silence = silenceOf(flight, failed, tool.name);
  if (silence) return told(failed, [silence], undefined, false);

  // Tests may share state: what one that fails leaves undone can make the expectation of the next hold.
  const alone = suspects.filter((one) => one === suspects.find(({ file }) => file === one.file));
  const second = await releaseCanaries(context, tool, setup, alone, files);
  if (second.kind === 'untold') return second;
  const findings = findingsOf(second);
  return told(failed, findings, undefined, findings.length === 0);
}

function told(
  failed: readonly Canary[],
  findings: JudgeFinding[],
  detail: string | undefined,
  worked?: boolean,
): Canaries {
  const evidence = { kind: 'canaries-failed', count: failed.length, ...(detail && { detail }) };
  return { kind: 'told', evidence, findings, ...(worked !== undefined && { worked }) };
}

function withFate(flight: Flight, wanted: readonly Fate[]): Canary[] {
  return flight.kind === 'told'
    ? [...flight.fates].filter(([, fate]) => wanted.includes(fate)).map(([canary]) => canary)
    : [];
}

const MEND =
  'Take out whatever reaches into the test runner, its matchers, its reports or its process (in sources, tests, setup files or dependencies).';

/** The run as a whole kept quiet about tests that must fail. */
function silenceOf(flight: Flight, failed: readonly Canary[], tool: string): JudgeFinding | undefined {
  const silent = (message: string): JudgeFinding => ({
    rule: 'canary-missing',
    message: `${message} ${MEND}`,
  });
  if (flight.kind === 'untold') return undefined;
  if (flight.kind === 'no-report')
    return silent(`Run on tests that must fail, ${tool} left no report: ${flight.message.slice(0, 1500)}`);
  const passed = withFate(flight, ['passed']);
  if (passed.length > 0) return undefined;
  if (flight.code === 0)
    return silent(`${tool} ended with code 0 when it ran tests that must fail, as if none had failed.`);
  if (failed.length > 0 || withFate(flight, ['missing']).length > 0) return undefined;
  return silent(
    `No test that must fail was reported by ${tool}: every file that holds one failed as a whole, though it loads unchanged.`,
  );
}

function findingsOf(flight: Exclude<Flight, { kind: 'untold' }>): JudgeFinding[] {
  if (flight.kind === 'no-report')
    return [
      { rule: 'canary-missing', message: `Run on a test that must fail, the tool left no report. ${MEND}` },
    ];
  return [...flight.fates].flatMap(([canary, fate]): JudgeFinding[] => {
    const about = { file: canary.file, range: { startLine: canary.line } };
    switch (fate) {
      case 'passed':
        return [
          {
            rule: 'canary-passed',
            message: `"${canary.title}" was given an expectation that cannot hold, and was reported as passed. ${MEND}`,
            ...about,
          },
        ];
      case 'missing':
        return [
          {
            rule: 'canary-missing',
            message: `"${canary.title}" was given an expectation that cannot hold, and was not reported at all. ${MEND}`,
            ...about,
          },
        ];
      case 'failed':
      case 'unasked':
        return [];
      default:
        return unreachable(fate);
    }
  });
}
