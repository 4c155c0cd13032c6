import ts from 'typescript';

interface Token {
  start: number;
  end: number;
  text: string;
}

const known = new WeakMap<ts.SourceFile, readonly Token[]>();

/**
 * The tokens of a node, without comments, white space and what a formatter adds or takes away: semicolons, trailing
 * commas, the style of quotes, parentheses round a lone parameter, quotes round property names.
 */
export function tokensOf(source: ts.SourceFile, node: ts.Node): string[] {
  return tokensBetween(source, node.getStart(source), node.getEnd());
}

/** The tokens of a node as one text, by which two pieces of code are compared. */
export function tokenText(source: ts.SourceFile, node: ts.Node): string {
  return tokensOf(source, node).join(' ');
}

export function tokensBetween(source: ts.SourceFile, start: number, end: number): string[] {
  const all = tokensOfFile(source);
  const found: string[] = [];
  for (let at = firstFrom(all, start); at < all.length; at++) {
    const token = all[at];
    if (token === undefined || token.start >= end) break;
    if (token.end <= end) found.push(token.text);
  }
  return found;
}

function tokensOfFile(source: ts.SourceFile): readonly Token[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const all: Token[] = [];
  collect(source, source, all);
  const kept = all.filter(({ text }, at) => {
    if (text === ';') return false;
    return text !== ',' || !/^[)\]}]$/.test(all[at + 1]?.text ?? '');
  });
  known.set(source, kept);
  return kept;
}

/** Iterative, so that no depth of nesting ends the judge. */
function collect(source: ts.SourceFile, root: ts.Node, into: Token[]): void {
  const waiting: ts.Node[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (ts.isJSDoc(node)) continue;
    const children = node.getChildren(source);
    if (children.length === 0) {
      const text = normalised(source, node);
      if (text !== '') into.push({ start: node.getStart(source), end: node.getEnd(), text });
      continue;
    }
    const bare = isLoneParameter(node);
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child !== undefined && !(bare && isParenthesis(child))) waiting.push(child);
    }
  }
}

function normalised(source: ts.SourceFile, node: ts.Node): string {
  if (ts.isStringLiteral(node)) {
    const { parent } = node;
    const names = ts.isPropertyAssignment(parent) && parent.name === node;
    return names && /^[A-Za-z_$][\w$]*$/.test(node.text) ? node.text : JSON.stringify(node.text);
  }
  if (ts.isNoSubstitutionTemplateLiteral(node)) return JSON.stringify(node.text);
  if (ts.isJsxText(node)) return node.text.trim().replaceAll(/\s+/g, ' ');
  return node.getText(source);
}

const isParenthesis = (node: ts.Node) =>
  node.kind === ts.SyntaxKind.OpenParenToken || node.kind === ts.SyntaxKind.CloseParenToken;

function isLoneParameter(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) || node.parameters.length !== 1 || node.type !== undefined) return false;
  const only = node.parameters[0];
  return (
    only !== undefined &&
    ts.isIdentifier(only.name) &&
    only.type === undefined &&
    only.initializer === undefined &&
    only.dotDotDotToken === undefined &&
    only.questionToken === undefined &&
    node.typeParameters === undefined
  );
}

function firstFrom(tokens: readonly Token[], start: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? Infinity) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
