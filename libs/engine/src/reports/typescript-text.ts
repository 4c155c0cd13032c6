import type { FindingDraft } from '@quality-gates/contract';
import { plain } from './printable.js';
import { treePath, type TreeRoot } from './tree-path.js';

/** Bundlers print the errors of declarations behind the name of an error class. */
const LOCATED = /^(?:[A-Za-z]*Error: )?(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$/;
const GLOBAL = /^(error|warning) (TS\d+): (.*)$/;

export interface TypescriptText {
  drafts: FindingDraft[];
  /** Every line that is no diagnostic nor its continuation, e.g. what `--listFiles` prints. */
  rest: string[];
}

/** Reads what tsc prints with `--pretty false`: located and global diagnostics with their indented continuation lines. */
export function readTypescriptText(text: string, root: TreeRoot): TypescriptText {
  const drafts: FindingDraft[] = [];
  const rest: string[] = [];
  let open: FindingDraft | undefined;
  for (const line of plain(text).split('\n')) {
    const located = LOCATED.exec(line);
    const global = located ? null : GLOBAL.exec(line);
    if (located) {
      const [, file = '', row, column, severity, rule = '', message = ''] = located;
      const inTree = treePath(file, root);
      open = {
        rule,
        severity: severity === 'warning' ? 'warning' : 'error',
        message: inTree ? message : `${file}(${row},${column}): ${message}`,
        ...(inTree && { file: inTree, range: { startLine: atLeast1(row), startColumn: atLeast1(column) } }),
      };
      drafts.push(open);
    } else if (global) {
      const [, severity, rule = '', message = ''] = global;
      open = { rule, severity: severity === 'warning' ? 'warning' : 'error', message: message || rule };
      drafts.push(open);
    } else if (open && line.startsWith('  ')) {
      open.message += `\n${line}`;
    } else {
      open = undefined;
      rest.push(line);
    }
  }
  return { drafts, rest };
}

function atLeast1(digits: string | undefined): number {
  return Math.max(1, Number(digits));
}
