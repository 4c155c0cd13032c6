import { lstatSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';

const PAUSE_AFTER = 500;

/**
 * Remembers files as they were laid out. What is written, replaced or taken away later is known even where it was put
 * back: when a file was changed is kept by the kernel, and no program can set it.
 *
 * @returns which of the files were touched since, sorted
 */
export async function sealFiles(
  directory: string,
  files: ReadonlySet<string>,
): Promise<() => Promise<string[]>> {
  const before = await statesOf(directory, files);
  return async () => {
    const now = await statesOf(directory, files);
    return [...files].filter((file) => before.get(file) !== now.get(file)).sort();
  };
}

async function statesOf(directory: string, files: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  for (const file of files) {
    const stat = lstatSync(path.join(directory, file), { bigint: true, throwIfNoEntry: false });
    if (stat) states.set(file, `${stat.ino}:${stat.ctimeNs}`);
    if (states.size % PAUSE_AFTER === 0) await setImmediate();
  }
  return states;
}
