import type { Evidence, Finding } from '@quality-gates/contract';
import { coverageLost, measuredLines } from '../evidence/compare-coverage.js';
import { weighed } from '../integrity/judge-finding.js';
import type { CoverageReport, FileCoverage, NoReport } from '../tools/tool.js';
import { filesMissingFrom } from './coverage-scope.js';
import type { GateAnswer, GateContext } from './gate.js';
import { objection, refused, withoutReport } from './refusals.js';

const MAX_UNCOVERED = 20;
const MAX_MISSING = 50;

interface Tally {
  covered: number;
  total: number;
}

/** Do the tests reach enough of the source? Evidence: executable lines in the report. */
export async function judgeCoverage(
  context: GateContext,
  report: CoverageReport | NoReport,
  reproduce: string,
): Promise<GateAnswer> {
  if (report.kind === 'no-report') return withoutReport(context, report.message, { reproduce });
  const files = report.files.filter(({ file }) => context.place.files.has(file));
  const all = tally(files.map(({ lines }) => lines));
  const evidence: Evidence[] = [
    { kind: 'lines-instrumented', count: all.total },
    { kind: 'files-in-report', count: files.length },
  ];
  const missing = await missingFiles(context, report);
  if (all.total === 0) {
    return refused(
      'no-evidence',
      'The coverage report holds no executable line, so nothing was measured. Mend what coverage includes and excludes.',
      {
        findings: missing,
        evidence: [{ kind: 'lines-instrumented', count: 0 }],
        reproduce,
      },
    );
  }
  const changed = await changedLines(context, files);
  const below = belowThreshold(all, files, context.policy.coverage.lines);
  const measured = measuredLines(files);
  const lost = weighed(await coverageLost(measured, context), context.policy.integrity.rules);
  const findings = [...(below ? [below] : []), ...missing, ...lost, ...changed.uncovered];
  const metrics = {
    linesPct: percent(all),
    linesCovered: all.covered,
    linesTotal: all.total,
    ...(changed.tally.total > 0 && {
      changedLinesPct: percent(changed.tally),
      changedLinesCovered: changed.tally.covered,
      changedLinesTotal: changed.tally.total,
    }),
  };
  const status = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed';
  return { status, evidence, metrics, findings, reproduce, inventory: { measured } };
}

function belowThreshold(all: Tally, files: readonly FileCoverage[], atLeast: number): Finding | undefined {
  if (all.covered * 100 >= atLeast * all.total) return undefined;
  const worst = files
    .map(({ file, lines }) => ({ file, ...tally([lines]) }))
    .filter(({ covered, total }) => covered < total)
    .sort((a, b) => b.total - b.covered - (a.total - a.covered) || (a.file < b.file ? -1 : 1))
    .slice(0, 5)
    .map(({ file, covered, total }) => `${file} (${covered} of ${total})`);
  return objection(
    'coverage-below-threshold',
    `${percent(all)} % of lines are covered (${all.covered} of ${all.total}), the policy asks for ${atLeast} %. Most is missing in ${worst.join(', ')}. Add tests for them.`,
  );
}

async function missingFiles(context: GateContext, report: CoverageReport): Promise<Finding[]> {
  const missing = await filesMissingFrom(report, context);
  return missing.slice(0, MAX_MISSING).map((file) =>
    objection(
      'not-in-coverage-report',
      `${file} is source that coverage should measure, but the report does not speak of it.`,
      {
        file,
        introduced: context.change.changed.includes(file) ? 'unknown' : false,
      },
    ),
  );
}

async function changedLines(
  context: GateContext,
  files: readonly FileCoverage[],
): Promise<{ tally: Tally; uncovered: Finding[] }> {
  const changed = await context.change.lines();
  const uncovered: Finding[] = [];
  const counted: Tally = { covered: 0, total: 0 };
  for (const { file, lines } of files) {
    const rows = changed.get(file);
    if (!rows) continue;
    const touched = [...lines].filter(([line]) => rows.has(line)).sort(([a], [b]) => a - b);
    counted.total += touched.length;
    counted.covered += touched.filter(([, ran]) => ran).length;
    for (const [startLine, endLine] of runsOf(touched)) {
      const where = startLine === endLine ? `Line ${startLine} is` : `Lines ${startLine} to ${endLine} are`;
      uncovered.push(
        objection(
          'uncovered-lines',
          `${where} new and no test runs ${startLine === endLine ? 'it' : 'them'}.`,
          { severity: 'info', file, range: { startLine, endLine }, introduced: true },
        ),
      );
    }
  }
  return { tally: counted, uncovered: uncovered.slice(0, MAX_UNCOVERED) };
}

/** Neighbouring uncovered lines, as [first, last]; a covered line between them parts them. */
function runsOf(touched: readonly [number, boolean][]): [number, number][] {
  const runs: [number, number][] = [];
  let open: [number, number] | undefined;
  for (const [line, ran] of touched) {
    if (ran) open = undefined;
    else if (open) open[1] = line;
    else runs.push((open = [line, line]));
  }
  return runs;
}

function tally(files: readonly ReadonlyMap<number, boolean>[]): Tally {
  let [covered, total] = [0, 0];
  for (const lines of files) {
    total += lines.size;
    for (const ran of lines.values()) if (ran) covered += 1;
  }
  return { covered, total };
}

/** Rounded down, so that what falls short never reads as if it did not. */
function percent({ covered, total }: Tally): number {
  return Math.floor((covered * 10_000) / total) / 100;
}
