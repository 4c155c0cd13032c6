import { treePath, type TreeRoot } from './tree-path.js';

export interface SourcePlace {
  file: string;
  line: number;
  column?: number;
}

const FRAME = /(?:^|[\s(@])((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()\n]*?):(\d+):(\d+)\)?\s*$/;

/** Jest shortens paths to those below its root. */
const SHORT_FRAME = /^\s+at (?:.*\()?([\w@.][^():]*\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/;

/** How Node names the place of a syntax error, on a line of its own. */
const HEADLINE = /^((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):(\d+)$/;

/** The innermost frame of a stack that lies in the tree. */
export function placeInStack(stack: string, root: TreeRoot): SourcePlace | undefined {
  for (const text of stack.split('\n')) {
    const [, file, line, column] = FRAME.exec(text) ?? SHORT_FRAME.exec(text) ?? HEADLINE.exec(text) ?? [];
    const inTree = file === undefined ? undefined : treePath(file.replace(/\?.*$/, ''), root);
    if (inTree !== undefined && Number(line) > 0) {
      return { file: inTree, line: Number(line), ...(Number(column) > 0 && { column: Number(column) }) };
    }
  }
  return undefined;
}

/** A stack without its frames: what went wrong, for a message. */
export function messageOfStack(stack: string): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) =>
    /^\s+at .+:\d+:\d+\)?$|^\s+at (async )?[\w.<>]+ \(.*\)$|^\s+at new /.test(line),
  );
  return (first < 0 ? lines : lines.slice(0, first)).join('\n').trim() || stack.trim();
}
