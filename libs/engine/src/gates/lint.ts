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

  const findings = await markIntroduced(report.findings, context.change, 'file');
  const linted = report.lintedFiles.filter((file) => context.place.files.has(file) && !isConfiguration(file));
  const evidence = [{ kind: 'files-linted', count: linted.length }];
  if (linted.length === 0) {
    return refused(
      'no-evidence',
      `${tool.name} linted no source file of the tree, so it proved nothing. Mend what it is told to lint or to ignore.`,
      { findings, evidence, reproduce },
    );
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (end.code !== 0 && errors === 0) {
    return refused('report-mismatch', `${tool.name} ended with code ${end.code} but reported no error.`, {
      findings,
      evidence,
      reproduce,
    });
  }
  const { maxWarnings } = context.policy.lint;
  const status = errors > 0 || warnings > maxWarnings ? 'failed' : 'passed';
  return { status, evidence, metrics: { errors, warnings, maxWarnings }, findings, reproduce };
}
