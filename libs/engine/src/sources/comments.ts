import ts from 'typescript';

/** A comment without its marks. */
export interface Comment {
  text: string;
  block: boolean;
  start: number;
  end: number;
  /** Whether code stands before it on its line. */
  trailing: boolean;
}

/** Every comment of a file, in order, also those within JSX; what looks like one inside a text is none. */
export function commentsOf(source: ts.SourceFile): Comment[] {
  const { text } = source;
  const found = new Map<number, Comment>();
  const add = (range: ts.CommentRange): void => {
    const block = range.kind === ts.SyntaxKind.MultiLineCommentTrivia;
    const inner = text.slice(range.pos + 2, block ? range.end - 2 : range.end);
    const line = text.slice(text.lastIndexOf('\n', range.pos - 1) + 1, range.pos);
    found.set(range.pos, {
      text: inner,
      block,
      start: range.pos,
      end: range.end,
      trailing: /\S/.test(line.replaceAll(/\/\*.*?\*\//g, '')),
    });
  };
  const waiting: ts.Node[] = [source];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (ts.isJSDoc(node) || ts.isJsxText(node)) continue;
    const children = node.getChildren(source);
    if (children.length > 0) {
      waiting.push(...children);
      continue;
    }
    if (node.pos === node.getStart(source) && node.kind !== ts.SyntaxKind.EndOfFileToken) continue;
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) add(range);
    for (const range of ts.getTrailingCommentRanges(text, node.pos) ?? []) add(range);
  }
  return [...found.values()].toSorted((a, b) => a.start - b.start);
}
