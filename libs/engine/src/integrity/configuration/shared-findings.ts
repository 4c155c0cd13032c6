import type { JudgeFinding } from '../judge-finding.js';
import type { Walk } from './closure/walk-configuration.js';
import { listed } from './kinds/ignore-files.js';
import { sameMeaning } from './kinds/same-meaning.js';
import type { Sides } from './sides.js';

/**
 * Says which changed files both judge and belong to the product: those that the judge's own files name or import.
 * What lies behind them counts too where it runs in the tool itself and not beside the tests.
 */
export async function sharedFindings(walk: Walk, sides: Sides): Promise<JudgeFinding[]> {
  const changed = new Set<string>();
  for (const path of walk.shared)
    if (sides.touched.has(path) && (await saysOther(path, sides))) changed.add(path);
  if (changed.size === 0) return [];
  const findings = new Map<string, JudgeFinding>();
  for (const { path: from, leadsTo } of walk.judgeMembers) {
    for (const path of leadsTo) {
      if (!walk.shared.has(path) || findings.has(path)) continue;
      const isOfTool = walk.members.get(path)?.role === 'configuration';
      const behind = isOfTool ? reachedFrom(path, walk).filter((one) => changed.has(one)) : [];
      const own = changed.has(path) ? [path] : behind;
      if (own.length > 0) findings.set(path, shared(path, from, own));
    }
  }
  return [...findings.values()];
}

function shared(path: string, from: string, changed: readonly string[]): JudgeFinding {
  const what = changed.includes(path) ? 'It' : `What it imports (${listed(changed)})`;
  return {
    rule: 'judge-shared',
    file: path,
    message: `${path} is part of the product, and ${from} makes the judge load it too. ${what} changed, so the gates ran with the candidate's version. Keep what judges apart from what is judged, where that can be done.`,
  };
}

function reachedFrom(start: string, { members }: Walk): string[] {
  const reached = new Set<string>();
  const queue = [start];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    queue.push(...(members.get(path)?.leadsTo ?? []));
  }
  return [...reached].sort();
}

async function saysOther(path: string, { base, candidate }: Sides): Promise<boolean> {
  const [before, after] = [await base.read(path), await candidate.read(path)];
  return before === undefined || after === undefined || !sameMeaning(path, before, after);
}
