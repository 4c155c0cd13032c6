import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

const MAX_ENTRIES = 200_000;

/** What tools leave beside a TypeScript configuration when they end while they read it. */
const SCRATCH = /\.(bundled_\w+|timestamp-[\w-]+)\.[cm]?js$/;

/** What lies in a directory, by relative path, with what tells whether it was written anew. Dependencies and git aside. */
export type Outputs = ReadonlyMap<string, string>;

export async function listOutputs(directory: string): Promise<Outputs> {
  const found = new Map<string, string>();
  const open = [''];
  while (open.length > 0 && found.size < MAX_ENTRIES) {
    const folder = open.pop() ?? '';
    for (const entry of await readdir(path.join(directory, folder), { withFileTypes: true })) {
      const relative = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') open.push(relative);
      else if (entry.isFile() && !SCRATCH.test(entry.name))
        found.set(relative, await stampOf(path.join(directory, relative)));
    }
  }
  return found;
}

/** Files that are there after a build and were not before, or were written again. */
export function writtenBetween(before: Outputs, after: Outputs): string[] {
  return [...after].filter(([file, stamp]) => before.get(file) !== stamp).map(([file]) => file);
}

async function stampOf(file: string): Promise<string> {
  const { size, mtimeMs, ctimeMs, ino } = await lstat(file);
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}
