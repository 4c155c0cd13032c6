import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unreachable } from '@quality-gates/contract';

/** A change to one file, by its path from the root of the work tree. */
export type Edit =
  { kind: 'write'; file: string; text: string } | { kind: 'replace'; file: string; from: string; to: string };

export const write = (file: string, text: string): Edit => ({ kind: 'write', file, text });

export const replace = (file: string, from: string, to: string): Edit => ({
  kind: 'replace',
  file,
  from,
  to,
});

/** @throws Error where a text to replace is not there: the script and the file have parted */
export async function apply(edit: Edit, worktree: string): Promise<void> {
  const path = join(worktree, edit.file);
  switch (edit.kind) {
    case 'write':
      await mkdir(dirname(path), { recursive: true });
      return writeFile(path, edit.text);
    case 'replace': {
      const text = await readFile(path, 'utf8');
      if (!text.includes(edit.from)) throw new Error(`${edit.file} holds no ${JSON.stringify(edit.from)}.`);
      return writeFile(
        path,
        text.replace(edit.from, () => edit.to),
      );
    }
    default:
      return unreachable(edit);
  }
}
