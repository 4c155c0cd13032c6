import type { Project } from '../../policy/project.js';

const BATCH = 500;

/** The texts of those of the files that are there. */
export async function readAll(project: Project, files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (let at = 0; at < files.length; at += BATCH) {
    const batch = files.slice(at, at + BATCH);
    const found = project.readMany ? await project.readMany(batch) : await readSingly(project, batch);
    for (const [file, text] of found) texts.set(file, text);
  }
  return texts;
}

async function readSingly(project: Project, files: readonly string[]): Promise<Map<string, string>> {
  const found = await Promise.all(files.map(async (file) => [file, await project.read(file)] as const));
  return new Map(found.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])));
}
