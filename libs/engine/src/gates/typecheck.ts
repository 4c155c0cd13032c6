import { filesLeftOut } from '../evidence/compare-files.js';
import { weighed } from '../integrity/judge-finding.js';
import type { ToolSetup, TypecheckTool } from '../tools/tool.js';
import { couldNotTell } from './could-not-tell.js';
import type { GateAnswer, GateContext } from './gate.js';
import { markIntroduced } from './introduced.js';
import { refused, withoutReport } from './refusals.js';

/** Does the program hold together? Evidence: the files of the tree that the checker read. */
export async function judgeTypecheck(
  context: GateContext,
  tool: TypecheckTool,
  setup: ToolSetup,
): Promise<GateAnswer> {
  const end = await context.run(tool.command(context.tool, setup, context.place));
  if (end.how !== 'exited') return couldNotTell(end, tool.name);

  const reproduce = tool.reproduce(setup);
  const report = await tool.read(end, context.place);
  if (report.kind === 'no-report') return withoutReport(context, report.message, { reproduce });

  const found = await markIntroduced(report.findings, context.change, 'program');
  const leftOut = await filesLeftOut(
    { rule: 'file-not-checked', done: `in the program that ${tool.name} checks` },
    context.ofBase?.checked ?? [],
    new Set(report.programFiles),
    context,
  );
  const findings = [...found, ...weighed(leftOut, context.policy.integrity.rules)];
  const inventory = { checked: report.programFiles };
  const count = report.programFiles.length;
  const evidence = [{ kind: 'files-checked', count }];
  if (count === 0) {
    return refused(
      'no-evidence',
      `${tool.name} checked no source file of the tree, so it proved nothing. Mend what its configuration includes.`,
      { findings, evidence, reproduce },
    );
  }
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (end.code !== 0 && !found.some(({ severity }) => severity === 'error')) {
    return refused('report-mismatch', `${tool.name} ended with code ${end.code} but reported no error.`, {
      findings,
      evidence,
      reproduce,
    });
  }
  const status = errors.length > 0 ? 'failed' : 'passed';
  return { status, evidence, metrics: { errors: errors.length }, findings, reproduce, inventory };
}
