import ts from 'typescript';

/** What a name was declared as: something that leads on, a path, an import, or nothing that is known. */
export type Declared =
  ts.Expression | ts.BindingElement | string | { module: string; name: string } | undefined;

export interface Declaration {
  scope: ts.Node;
  name: string;
  as: Declared;
}

/**
 * Every name that a file gives to a value of its own. What is only declared to the type checker (`declare const`,
 * `declare global`, types, imports of types) gives none: there, the name still stands for what it stands for outside.
 */
export function declarationsIn(source: ts.SourceFile): Declaration[] {
  if (source.isDeclarationFile) return [];
  const found: Declaration[] = [];
  const add = (node: ts.Node, name: string, as: Declared): void => {
    found.push({ scope: scopeOf(node.parent), name, as });
  };
  const visit = (node: ts.Node): void => {
    if (isAmbient(node)) return;
    if (ts.isImportDeclaration(node)) addImport(node, add);
    else if (ts.isImportEqualsDeclaration(node)) add(node, node.name.text, aliased(node));
    else if (ts.isVariableDeclaration(node) || ts.isParameter(node)) {
      if (ts.isIdentifier(node.name)) add(node, node.name.text, node.initializer);
    } else if (ts.isBindingElement(node)) {
      if (ts.isIdentifier(node.name)) add(node, node.name.text, node);
    } else if (isNamedValue(node)) add(node, node.name.text, undefined);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isAmbient(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly) return true;
  if (ts.isImportEqualsDeclaration(node) && node.isTypeOnly) return true;
  if (!ts.canHaveModifiers(node)) return false;
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

type NamedValue = (
  ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration | ts.ModuleDeclaration
) & {
  name: ts.Identifier;
};

function isNamedValue(node: ts.Node): node is NamedValue {
  const isValue =
    (ts.isFunctionDeclaration(node) && node.body !== undefined) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    (ts.isModuleDeclaration(node) && holdsValue(node));
  return isValue && node.name !== undefined && ts.isIdentifier(node.name);
}

/** A namespace of types alone is not there at run time. */
function holdsValue({ body }: ts.ModuleDeclaration): boolean {
  if (body === undefined) return false;
  if (!ts.isModuleBlock(body)) return true;
  return body.statements.some((one) => !isAmbient(one) && !ts.isEmptyStatement(one));
}

function addImport(
  node: ts.ImportDeclaration,
  add: (node: ts.Node, name: string, as: Declared) => void,
): void {
  const { moduleSpecifier, importClause } = node;
  if (!ts.isStringLiteral(moduleSpecifier) || importClause === undefined) return;
  const module = moduleSpecifier.text;
  if (importClause.name) add(node, importClause.name.text, { module, name: 'default' });
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) {
    add(node, bindings.name.text, { module, name: 'default' });
    return;
  }
  for (const { name, propertyName, isTypeOnly } of bindings.elements) {
    if (!isTypeOnly) add(node, name.text, { module, name: (propertyName ?? name).text });
  }
}

/** `import p = require('node:process')`, `import env = process.env` */
function aliased({ moduleReference }: ts.ImportEqualsDeclaration): Declared {
  if (!ts.isExternalModuleReference(moduleReference)) return entityText(moduleReference);
  const { expression } = moduleReference;
  return ts.isStringLiteral(expression) ? { module: expression.text, name: 'default' } : undefined;
}

function entityText(node: ts.EntityName): string {
  return ts.isIdentifier(node) ? node.text : `${entityText(node.left)}.${node.right.text}`;
}

function scopeOf(node: ts.Node): ts.Node {
  let at = node;
  while (
    at.parent !== undefined &&
    !ts.isBlock(at) &&
    !ts.isFunctionLike(at) &&
    !ts.isModuleBlock(at) &&
    !ts.isCaseBlock(at)
  ) {
    at = at.parent;
  }
  return at;
}
