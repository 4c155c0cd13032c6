import type { Project } from '../../policy/project.js';

const BATCH = 500;

/** The texts of those of the files that are there. */
export async function readAll(project: Project, files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (let at = 0; at < files.length; at += BATCH) {
    const batch = files.slice(at, at + BATCH);
    if (project.readMany) {
      for (const [file, text] of await project.readMany(batch)) texts.set(file, text);
      continue;
    }
    for (const file of batch) {
      const text = await project.read(file);
      if (text !== undefined) texts.set(file, text);
    }
  }
  return texts;
}
