import { z } from 'zod';
import type { FileCoverage } from '../tools/tool.js';
import { treePath, type TreeRoot } from './tree-path.js';

const Position = z.object({ line: z.number().nullish() });
const Covered = z.object({
  path: z.string(),
  statementMap: z.record(z.string(), z.object({ start: Position })),
  s: z.record(z.string(), z.number()),
});

/** `coverage-final.json`: what Istanbul's json reporter writes, whichever provider measured. */
export const IstanbulJson = z.record(z.string(), Covered);
export type IstanbulJson = z.infer<typeof IstanbulJson>;

/**
 * Lines as Istanbul counts them: a line is executable where a statement starts on it, and covered where one
 * of the statements that start on it ran.
 */
export function readIstanbul(report: IstanbulJson, root: TreeRoot): FileCoverage[] {
  const files: FileCoverage[] = [];
  for (const covered of Object.values(report)) {
    const file = treePath(covered.path, root);
    if (file === undefined) continue;
    const lines = new Map<number, boolean>();
    for (const [id, { start }] of Object.entries(covered.statementMap)) {
      if (typeof start.line !== 'number') continue;
      const ran = (covered.s[id] ?? 0) > 0;
      lines.set(start.line, ran || lines.get(start.line) === true);
    }
    files.push({ file, lines });
  }
  return files.sort((a, b) => (a.file < b.file ? -1 : 1));
}
