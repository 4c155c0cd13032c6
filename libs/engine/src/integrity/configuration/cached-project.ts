import type { Project } from '../../policy/project.js';
import { readAll } from './read-all.js';

/** The same project, of which each file is read once, singly or among many. */
export function cachedProject(project: Project): Project {
  const known = new Map<string, string | undefined>();
  const readMany = async (paths: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const missing = paths.filter((path) => !known.has(path) && project.files.has(path));
    const found = missing.length > 0 ? await readAll(project, missing) : new Map<string, string>();
    for (const path of missing) known.set(path, found.get(path));
    return new Map(
      paths.flatMap((path) => {
        const text = known.get(path);
        return text === undefined ? [] : [[path, text] as const];
      }),
    );
  };
  return { ...project, readMany, read: async (path) => (await readMany([path])).get(path) };
}
