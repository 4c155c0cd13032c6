import path from 'node:path';
import picomatch from 'picomatch';
import { hasRuntimeCode } from '../reports/runtime-code.js';
import type { CoverageReport } from '../tools/tool.js';
import type { GateContext } from './gate.js';
import { isCode, isTestFile } from './source-files.js';

/** Source files of the candidate that the tool's own include and exclude select, but its report lacks. */
export async function filesMissingFrom(
  { files, scope }: CoverageReport,
  { place, readCandidate }: Pick<GateContext, 'place' | 'readCandidate'>,
): Promise<string[]> {
  if (!scope) return [];
  const reported = new Set(files.map(({ file }) => file));
  // Files that no test loads are globbed from the root: an include is anchored there, an exclude matches anywhere.
  const included = picomatch(
    scope.include.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]),
    { dot: true },
  );
  const excluded = picomatch(scope.exclude, { dot: true, contains: true });
  const missing: string[] = [];
  for (const file of [...place.files].sort()) {
    if (reported.has(file) || !isCode(file) || isTestFile(file)) continue;
    const relative = path.posix.relative(scope.root, file);
    if (relative.startsWith('../') || !included(relative) || excluded(relative)) continue;
    const text = await readCandidate(file);
    if (text !== undefined && hasRuntimeCode(text)) missing.push(file);
  }
  return missing;
}
