import type { FindingDraft } from '@quality-gates/contract';
import { plain } from './printable.js';
import { treePath, type TreeRoot } from './tree-path.js';

/** Warnings look the same; only what follows this line made the build fail. */
const FAILED = /^.*Build failed with \d+ errors?:/m;
const MESSAGE = /^\[([\w:@./-]+)\] (.+)$/;
const LOCATION = /^\s*╭─+\[\s*(.+?):(\d+):(\d+)\s*\]/;

/** Reads Rolldown's errors as it prints them for people: the message, and the place in the frame below it. */
export function readRolldownText(text: string, root: TreeRoot): FindingDraft[] {
  const lines = plain(text);
  const start = FAILED.exec(lines);
  if (!start) return [];
  const drafts: FindingDraft[] = [];
  let open: FindingDraft | undefined;
  for (const line of lines.slice(start.index).split('\n')) {
    const message = MESSAGE.exec(line);
    const location = LOCATION.exec(line);
    if (message) {
      open = { rule: 'build-error', severity: 'error', message: `${message[2]} [${message[1]}]` };
      drafts.push(open);
    } else if (location && open && !open.range) {
      const [, file = '', row, column] = location;
      const inTree = treePath(file, root);
      if (inTree) {
        open.file = inTree;
        open.range = { startLine: Math.max(1, Number(row)), startColumn: Math.max(1, Number(column)) };
      } else {
        open.message += ` (${file}:${row}:${column})`;
      }
      open = undefined;
    }
  }
  return drafts;
}
