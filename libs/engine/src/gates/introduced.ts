import type { Finding } from '@quality-gates/contract';
import type { Change } from './gate.js';

/**
 * How far a problem may lie from its cause: a linted file stands for itself, while a type, a test or a bundle
 * can break in one file by a change in another.
 */
export type Reach = 'file' | 'program';

/** Says of each finding whether the candidate brought it in; `unknown` where nothing tells. */
export async function markIntroduced(
  findings: readonly Finding[],
  change: Change,
  reach: Reach,
): Promise<Finding[]> {
  if (findings.length === 0) return [];
  const lines = await change.lines();
  const changed = new Set(change.changed);
  const nothingChanged = changed.size === 0 && change.deleted.length === 0;
  return findings.map((finding) => ({ ...finding, introduced: introduced(finding) }));

  function introduced({ file, range }: Finding): Finding['introduced'] {
    if (nothingChanged) return false;
    if (file === undefined) return 'unknown';
    if (!changed.has(file)) return reach === 'file' ? false : 'unknown';
    const rows = lines.get(file);
    if (!rows || !range) return 'unknown';
    for (
      let row = range.startLine;
      row <= Math.min(range.endLine ?? range.startLine, range.startLine + 500);
      row += 1
    ) {
      if (rows.has(row)) return true;
    }
    return 'unknown';
  }
}
