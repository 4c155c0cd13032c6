import ts from 'typescript';

/** Where a name of a module comes from. */
export type Binding = { kind: 'import'; specifier: string; imported: string } | { kind: 'own' };

/** The names that a module declares or imports at its top. */
export function bindingsOf(source: ts.SourceFile): Map<string, Binding> {
  const found = new Map<string, Binding>();
  const declare = (name: ts.BindingName, value: ts.Expression | undefined) => {
    const specifier = required(value);
    const binding = (imported: string): Binding =>
      specifier === undefined ? { kind: 'own' } : { kind: 'import', specifier, imported };
    if (ts.isIdentifier(name)) found.set(name.text, binding('*'));
    else
      for (const element of name.elements)
        if (ts.isBindingElement(element) && ts.isIdentifier(element.name))
          found.set(element.name.text, binding((element.propertyName ?? element.name).getText()));
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const specifier = statement.moduleSpecifier.text;
      const clause = statement.importClause;
      if (clause?.name) found.set(clause.name.text, { kind: 'import', specifier, imported: 'default' });
      const named = clause?.namedBindings;
      if (named && ts.isNamespaceImport(named))
        found.set(named.name.text, { kind: 'import', specifier, imported: '*' });
      if (named && ts.isNamedImports(named))
        for (const { name, propertyName } of named.elements)
          found.set(name.text, { kind: 'import', specifier, imported: (propertyName ?? name).text });
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) declare(name, initializer);
    }
  }
  return found;
}

/** `require('package')`, with or without a property of it. */
export function required(value: ts.Expression | undefined): string | undefined {
  if (!value) return undefined;
  if (ts.isPropertyAccessExpression(value)) return required(value.expression);
  if (!ts.isCallExpression(value) || value.expression.getText() !== 'require') return undefined;
  const [argument] = value.arguments;
  return argument && ts.isStringLiteralLike(argument) ? argument.text : undefined;
}
