import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type {
  Exited,
  NoReport,
  TestReport,
  TestSelection,
  TestTool,
  TestWish,
  ToolSetup,
} from '../tools/tool.js';
import type { UntoldEnd } from './could-not-tell.js';
import type { GateContext } from './gate.js';

/** A run of the tests that ended by itself, with what it says. */
export interface Ran {
  end: Exited;
  report: TestReport;
  selection: TestSelection;
}

export type Run =
  ({ kind: 'ran' } & Ran) | { kind: 'untold'; end: UntoldEnd } | (NoReport & { selection: TestSelection });

/** A selection that comes out empty says nothing: the whole suite runs in its place. */
export async function runTests(
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

/** Reports of an earlier run of this gate must not be taken for those of the next. */
export async function emptyReports({ place }: GateContext): Promise<void> {
  for (const entry of await readdir(place.reports)) {
    await rm(path.join(place.reports, entry), { recursive: true, force: true });
  }
}
