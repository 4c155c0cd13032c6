import type { Finding } from '@quality-gates/contract';
import type { BuildTool, NoReport, ToolSetup } from '../tools/tool.js';
import { listOutputs, writtenBetween } from './build-outputs.js';
import { couldNotTell, type UntoldEnd } from './could-not-tell.js';
import type { GateAnswer, GateContext } from './gate.js';
import { markIntroduced } from './introduced.js';
import { proveEntries } from './prove-entries.js';
import { refused, withoutReport } from './refusals.js';

/** Does it build, and does what the package promises exist and load? Evidence: the files that the build wrote. */
export async function judgeBuild(
  context: GateContext,
  tool: BuildTool,
  setup: ToolSetup,
): Promise<GateAnswer> {
  const { directory } = context.place;
  const before = await listOutputs(directory);
  const reproduce = tool.reproduce(setup);
  const built = await runBuild(context, tool, setup);
  if (built.kind === 'untold') return couldNotTell(built.end, tool.name);
  if (built.kind === 'no-report') return withoutReport(context, built.message, { reproduce });

  const findings = await markIntroduced(built.findings, context.change, 'program');
  const count = writtenBetween(before, await listOutputs(directory)).length;
  const evidence = [{ kind: 'files-built', count }];
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { status: 'failed', evidence, metrics: {}, findings, reproduce };
  const about = { findings, evidence, reproduce };
  if (built.code !== 0) {
    const message = `${tool.name} ended with code ${built.code} but reported no error.`;
    return refused('report-mismatch', message, about);
  }
  if (count === 0) {
    return refused(
      'no-evidence',
      `${tool.name} wrote no file, so nothing was built. Mend its entries.`,
      about,
    );
  }
  const entries = await proveEntries(context, tool, tool.others(setup));
  if (entries.kind === 'untold') return entries.answer;
  return {
    status: entries.findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed',
    evidence: [...evidence, { kind: 'entry-points', count: entries.proved }],
    metrics: {},
    findings: [...findings, ...entries.findings],
    reproduce,
  };
}

type Built =
  { kind: 'built'; code: number; findings: Finding[] } | { kind: 'untold'; end: UntoldEnd } | NoReport;

/** Each command of the tool in turn; the first that fails is the last. */
async function runBuild(context: GateContext, tool: BuildTool, setup: ToolSetup): Promise<Built> {
  const findings: Finding[] = [];
  for (const command of tool.commands(context.tool, setup, context.place)) {
    const end = await context.run(command);
    if (end.how !== 'exited') return { kind: 'untold', end };
    const report = await tool.read(end, context.place);
    if (report.kind === 'no-report') return report;
    findings.push(...report.findings);
    if (end.code !== 0) return { kind: 'built', code: end.code, findings };
  }
  return { kind: 'built', code: 0, findings };
}
