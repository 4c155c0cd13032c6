import { filesLeftOut } from '../evidence/compare-files.js';
import { weighed } from '../integrity/judge-finding.js';
import type { LintTool, ToolSetup } from '../tools/tool.js';
import { couldNotTell } from './could-not-tell.js';
import type { GateAnswer, GateContext } from './gate.js';
import { markIntroduced } from './introduced.js';
import { refused, withoutReport } from './refusals.js';
import { isConfiguration } from './source-files.js';

/** Does every file keep the rules? Evidence: the files that were linted, configuration files aside. */
export async function judgeLint(context: GateContext, tool: LintTool, setup: ToolSetup): Promise<GateAnswer> {
  const end = await context.run(tool.command(context.tool, setup, context.place));
  if (end.how !== 'exited') return couldNotTell(end, tool.name);

  const reproduce = tool.reproduce(setup);
  const report = await tool.read(end, context.place);
  if (report.kind === 'no-report') return withoutReport(context, report.message, { reproduce });

  const found = await markIntroduced(report.findings, context.change, 'file');
  const linted = report.lintedFiles.filter((file) => context.place.files.has(file) && !isConfiguration(file));
  const leftOut = await filesLeftOut(
    { rule: 'file-not-linted', done: `linted by ${tool.name}` },
    context.ofBase?.linted ?? [],
    new Set(report.lintedFiles),
    context,
  );
  const findings = [...found, ...weighed(leftOut, context.policy.integrity.rules)];
  const evidence = [{ kind: 'files-linted', count: linted.length }];
  if (linted.length === 0) {
    return refused(
      'no-evidence',
      `${tool.name} linted no source file of the tree, so it proved nothing. Mend what it is told to lint or to ignore.`,
      { findings, evidence, reproduce },
    );
  }
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const warnings = found.filter(({ severity }) => severity === 'warning').length;
  if (end.code !== 0 && errors === 0) {
    return refused('report-mismatch', `${tool.name} ended with code ${end.code} but reported no error.`, {
      findings,
      evidence,
      reproduce,
    });
  }
  const { maxWarnings } = context.policy.lint;
  const objected = findings.some(({ severity }) => severity === 'error');
  const status = objected || warnings > maxWarnings ? 'failed' : 'passed';
  const metrics = { errors, warnings, maxWarnings };
  return { status, evidence, metrics, findings, reproduce, inventory: { linted } };
}
