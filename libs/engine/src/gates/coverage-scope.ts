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
  const options = { dot: true, contains: true };
  const included = picomatch(scope.include, options);
  const excluded = picomatch(scope.exclude, options);
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
