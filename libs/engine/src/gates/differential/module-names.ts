import ts from 'typescript';

/** What a module offers to others, as its syntax says it. */
export interface ModuleNames {
  /** `default` among them. */
  exported: ReadonlySet<string>;
  /** Specifiers of modules all of whose names it passes on. */
  passedOn: readonly string[];
  /** Names of members that it declares: of classes, interfaces, types, object literals and enumerations. */
  members: ReadonlySet<string>;
}

/** Reads ES exports and the plain forms of CommonJS: `exports.a =`, `module.exports = { a }`. */
export function moduleNames(source: ts.SourceFile): ModuleNames {
  const exported = new Set<string>();
  const passedOn: string[] = [];
  const members = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isExportAssignment(statement)) exported.add('default');
    else if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (!exportClause && moduleSpecifier && ts.isStringLiteral(moduleSpecifier))
        passedOn.push(moduleSpecifier.text);
      else if (exportClause && ts.isNamespaceExport(exportClause)) exported.add(exportClause.name.text);
      else if (exportClause && ts.isNamedExports(exportClause))
        for (const { name } of exportClause.elements) exported.add(name.text);
    } else if (isExported(statement)) {
      for (const name of namesOf(statement)) exported.add(name);
    }
  }
  const visit = (node: ts.Node): void => {
    const name = memberName(node);
    if (name !== undefined) members.add(name);
    for (const one of commonJsNames(node)) exported.add(one);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { exported, passedOn, members };
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (!isNamedDeclaration(statement)) return [];
  const isDefault =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  if (isDefault) return ['default'];
  return statement.name ? [statement.name.text] : [];
}

function isNamedDeclaration(
  node: ts.Statement,
): node is
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

function memberName(node: ts.Node): string | undefined {
  const isMember =
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isGetAccessor(node) ||
    ts.isSetAccessor(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isEnumMember(node);
  if (isMember)
    return ts.isIdentifier(node.name) || ts.isStringLiteral(node.name) ? node.name.text : undefined;
  // `constructor(readonly clock: Clock)` declares a member too.
  const isProperty = ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent);
  return isProperty && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function commonJsNames(node: ts.Node): string[] {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
  const { left, right } = node;
  if (!ts.isPropertyAccessExpression(left)) return [];
  const target = left.expression.getText();
  if (target === 'exports' || target === 'module.exports') return [left.name.text];
  if (target !== 'module' || left.name.text !== 'exports') return [];
  if (!ts.isObjectLiteralExpression(right)) return ['default'];
  return right.properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
}
