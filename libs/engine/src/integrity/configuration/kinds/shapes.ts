import ts from 'typescript';

/** Numbers for syntax: two nodes have the same one where they say the same, whatever their format and comments. */
export interface Shapes {
  of: (node: ts.Node) => number;
}

export function shapes(): Shapes {
  const known = new Map<string, number>();
  const seen = new WeakMap<ts.Node, number>();
  const of = (node: ts.Node): number => {
    const before = seen.get(node);
    if (before !== undefined) return before;
    const parts: (string | number)[] = [node.kind, JSON.stringify(ownText(node))];
    ts.forEachChild(node, (child) => void parts.push(of(child)));
    const key = parts.join(' ');
    const shape = known.get(key) ?? known.size;
    known.set(key, shape);
    seen.set(node, shape);
    return shape;
  };
  return { of };
}

/** What a node says beside its kind and its children. */
function ownText(node: ts.Node): string {
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
    return `${node.text} ${node.rawText ?? ''}`;
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node.text;
  if (ts.isLiteralExpression(node) || ts.isJsxText(node)) return node.text;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return String(node.operator);
  if (ts.isVariableDeclarationList(node)) return String(node.flags & ts.NodeFlags.BlockScoped);
  if (ts.isHeritageClause(node)) return String(node.token);
  if (ts.isImportClause(node)) return String(node.phaseModifier ?? '');
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node) || ts.isExportDeclaration(node))
    return String(node.isTypeOnly);
  if (ts.isExportAssignment(node)) return String(node.isExportEquals === true);
  return ts.isMetaProperty(node) ? String(node.keywordToken) : '';
}

/** Parses a file as the tools do; `undefined` where it is not sound. */
export function parseCode(file: string, text: string): ts.SourceFile | undefined {
  const diagnosed = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { allowJs: true, jsx: ts.JsxEmit.Preserve },
  });
  if ((diagnosed.diagnostics ?? []).length > 0) return undefined;
  return parseLoosely(file, text);
}

/** Parses a file as far as it can be understood. */
export function parseLoosely(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}
