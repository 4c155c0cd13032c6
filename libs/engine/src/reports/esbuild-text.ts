import type { FindingDraft } from '@quality-gates/contract';
import { plain } from './printable.js';
import { treePath, type TreeRoot } from './tree-path.js';

const MESSAGE = /^(?:✘|X|\u2718) \[ERROR\] (.*)$/;
const LOCATION = /^\s+(\S.*?):(\d+):(\d+):\s*$/;

/** Reads esbuild's errors as it prints them for people: the message, and the first `file:line:column:` below it. */
export function readEsbuildText(text: string, root: TreeRoot): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  let open: FindingDraft | undefined;
  for (const line of plain(text).split('\n')) {
    const message = MESSAGE.exec(line);
    const location = LOCATION.exec(line);
    if (message) {
      open = { rule: 'build-error', severity: 'error', message: message[1] || 'esbuild gave no message.' };
      drafts.push(open);
    } else if (location && open && !open.range) {
      const [, file = '', row, column] = location;
      const inTree = treePath(file, root);
      if (inTree) {
        open.file = inTree;
        // esbuild counts columns from 0.
        open.range = { startLine: Math.max(1, Number(row)), startColumn: Number(column) + 1 };
      } else {
        open.message += ` (${file}:${row}:${column})`;
      }
      open = undefined;
    }
  }
  return drafts;
}
