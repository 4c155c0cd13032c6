import type { GateContext } from '../gates/gate.js';
import type { JudgeFinding } from '../integrity/judge-finding.js';
import { hasRuntimeCode } from '../reports/runtime-code.js';
import type { FileCoverage } from '../tools/tool.js';
import { filesLeftOut } from './compare-files.js';
import type { Inventory } from './inventory.js';

/** A file must lose at least so many measured lines before anything is said. */
const FEWEST_LINES_LOST = 5;
/** And measure less than this share of what its code measured on the base. */
const LEAST_DENSITY = 0.5;

export type Measured = NonNullable<Inventory['measured']>;

/** How many lines of each file were measured, and how many of them ran. */
export function measuredLines(files: readonly FileCoverage[]): Measured {
  return Object.fromEntries(
    files.map(({ file, lines }) => [
      file,
      { total: lines.size, covered: [...lines.values()].filter(Boolean).length },
    ]),
  );
}

/** What coverage measured on the base and no longer measures, and how the share of covered lines fell. */
export async function coverageLost(now: Measured, context: GateContext): Promise<JudgeFinding[]> {
  const before = context.ofBase?.measured;
  if (!before) return [];
  const files = Object.keys(before).filter((file) => (before[file]?.total ?? 0) > 0);
  const leftOut = await filesLeftOut(
    { rule: 'file-not-measured', done: 'measured by coverage' },
    files,
    new Set(Object.keys(now)),
    context,
    async (file) => hasRuntimeCode((await context.readCandidate(file)) ?? ''),
  );
  return [...leftOut, ...(await thinnedOut(before, now, context)), ...fallen(before, now)];
}

/** Files whose code is still there while most of its lines are no longer counted. */
async function thinnedOut(before: Measured, now: Measured, context: GateContext): Promise<JudgeFinding[]> {
  const findings: JudgeFinding[] = [];
  for (const [file, was] of Object.entries(before)) {
    const path = now[file] ? file : context.change.renamed.get(file);
    const is = path === undefined ? undefined : now[path];
    if (!is || path === undefined || was.total - is.total < FEWEST_LINES_LOST) continue;
    const [old, current] = [await context.readBase(file), await context.readCandidate(path)];
    const density = (total: number, text = '') => total / Math.max(1, codeLines(text));
    if (density(is.total, current) >= LEAST_DENSITY * density(was.total, old)) continue;
    findings.push({
      rule: 'lines-not-measured',
      file: path,
      message: `Coverage measured ${was.total} lines of ${file} on the base and now measures ${is.total}, although most of its code is still there. Let coverage see all of it.`,
    });
  }
  return findings;
}

function fallen(before: Measured, now: Measured): JudgeFinding[] {
  const [was, is] = [share(before), share(now)];
  if (was === undefined || is === undefined || Math.floor(was * 10_000) <= Math.floor(is * 10_000)) return [];
  const percent = (part: number) => `${Math.floor(part * 10_000) / 100} %`;
  return [
    {
      rule: 'coverage-fell',
      message: `${percent(is)} of lines are covered; on the base it was ${percent(was)}.`,
    },
  ];
}

function share(measured: Measured): number | undefined {
  const all = Object.values(measured);
  const total = all.reduce((sum, file) => sum + file.total, 0);
  return total === 0 ? undefined : all.reduce((sum, file) => sum + file.covered, 0) / total;
}

const codeLines = (text: string) =>
  text.split('\n').filter((line) => /[^\s]/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line)).length;
