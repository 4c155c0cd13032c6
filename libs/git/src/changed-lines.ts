import type { ObjectId } from '@quality-gates/contract';
import { RENAMES } from './diff.js';
import { requireObjectId } from './object-id.js';
import { decodePath } from './paths.js';
import type { View } from './view.js';

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * The numbers of the lines of `to` that are new or rewritten since `from`, for each file that has some; of a
 * renamed file only those that changed. Every file counts as text, whatever attributes say.
 */
export async function changedLines(
  view: View,
  from: ObjectId,
  to: ObjectId,
  paths?: readonly string[],
): Promise<Map<string, Set<number>>> {
  const { objectFormat } = view.settings;
  const { stdout } = await view.git([
    'diff-tree',
    '-r',
    '--patch',
    '--unified=0',
    '--inter-hunk-context=0',
    '--text',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-prefix',
    '--ignore-submodules=none',
    ...RENAMES,
    requireObjectId(from, objectFormat),
    requireObjectId(to, objectFormat),
  ]);
  const lines = parsePatch(stdout);
  if (!paths) return lines;
  const wanted = new Set(paths);
  return new Map([...lines].filter(([path]) => wanted.has(path)));
}

/** Reads headers and skips bodies by their announced length, so that no content can pose as a header. */
export function parsePatch(patch: Buffer): Map<string, Set<number>> {
  const files = new Map<string, Set<number>>();
  let current: Set<number> | undefined;
  let skip = 0;
  for (let at = 0; at < patch.length;) {
    const newline = patch.indexOf(10, at);
    const end = newline < 0 ? patch.length : newline;
    if (skip > 0) {
      // "\ No newline at end of file" stands between and is no line of either side.
      if (patch[at] !== 0x5c) skip--;
    } else if (patch[at] === 0x2b) {
      const path = pathOf(patch.subarray(at + 4, end));
      current = path === undefined ? undefined : new Set();
      if (path !== undefined && current) files.set(path, current);
    } else if (patch[at] === 0x40) {
      const hunk = HUNK.exec(patch.toString('latin1', at, Math.min(end, at + MAX_HEADER_BYTES)));
      const [removed, start, added] = [
        Number(hunk?.[1] ?? 1),
        Number(hunk?.[2] ?? 0),
        Number(hunk?.[3] ?? 1),
      ];
      for (let line = start; line < start + added; line++) current?.add(line);
      skip = removed + added;
    }
    at = end + 1;
  }
  for (const [path, lines] of files) if (lines.size === 0) files.delete(path);
  return files;
}

/** The name after `+++ `: C-quoted where it has control characters or quotes, followed by a tab where it has blanks. */
function pathOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1').replace(/\t$/, '');
  if (text === '/dev/null') return undefined;
  return decodePath(text.startsWith('"') ? unquote(text) : Buffer.from(text, 'latin1'));
}

function unquote(text: string): Buffer {
  const plain = text.slice(1, -1).replace(/\\([0-7]{3}|.)/gs, (_, escape: string) => {
    return String.fromCharCode(ESCAPES[escape] ?? Number.parseInt(escape, 8));
  });
  return Buffer.from(plain, 'latin1');
}
