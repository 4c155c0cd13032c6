import { relativeImports, resolveIn } from '../../evidence/imported-files.js';

/** How many modules are read at most to see what imports what. */
const MAX_MODULES = 2000;
const MAX_CHARACTERS = 1_048_576;

/** Which of these files reach one of the targets by relative imports, however far. A target reaches itself. */
export async function reachingFiles(
  starts: readonly string[],
  targets: ReadonlySet<string>,
  files: ReadonlySet<string>,
  read: (path: string) => Promise<string | undefined>,
): Promise<Set<string>> {
  const importers = new Map<string, string[]>();
  const seen = new Set(starts);
  const waiting = [...seen];
  for (let at = 0; at < waiting.length && at < MAX_MODULES; at += 1) {
    const importer = waiting[at] ?? '';
    const text = await read(importer);
    if (text === undefined || text.length > MAX_CHARACTERS) continue;
    for (const specifier of relativeImports(text)) {
      const imported = resolveIn(files, importer, specifier);
      if (imported === undefined) continue;
      importers.set(imported, [...(importers.get(imported) ?? []), importer]);
      if (!seen.has(imported)) waiting.push(imported);
      seen.add(imported);
    }
  }
  const reaching = new Set(targets);
  for (const target of reaching) {
    for (const importer of importers.get(target) ?? []) reaching.add(importer);
  }
  return new Set(starts.filter((file) => reaching.has(file)));
}
