import ts from 'typescript';

/** What the names of a test file assert with. Names that something else declares are none of them. */
export interface AssertingNames {
  /** Names of the `expect` of Vitest, Jest or Chai. */
  expect: ReadonlySet<string>;
  /** Names of an `assert`, by whose it is. */
  assert: ReadonlyMap<string, 'node' | 'chai'>;
}

const RUNNERS = new Set(['vitest', '@jest/globals', 'chai']);
const NODE_ASSERT = new Set(['assert', 'node:assert', 'assert/strict', 'node:assert/strict']);

/** Reads imports, `require` calls and declarations at the top of a file. */
export function assertingNames(source: ts.SourceFile): AssertingNames {
  const expect = new Set<string>();
  const assert = new Map<string, 'node' | 'chai'>();
  const declared = new Set<string>();
  const take = (local: string, imported: string, from: string) => {
    declared.add(local);
    if (imported === 'expect' && RUNNERS.has(from)) expect.add(local);
    if (imported === 'assert' && RUNNERS.has(from)) assert.set(local, 'chai');
    if (NODE_ASSERT.has(from) && WHOLE.has(imported)) assert.set(local, 'node');
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) imported(statement, take);
    else if (ts.isVariableStatement(statement)) required(statement, take);
    else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) declared.add(statement.name.text);
    }
  }
  if (!declared.has('expect')) expect.add('expect');
  return { expect, assert };
}

/** The imported names under which the whole of an assertion module comes. */
const WHOLE = new Set(['default', '*', 'strict', 'assert']);

type Take = (local: string, imported: string, from: string) => void;

function imported({ importClause, moduleSpecifier }: ts.ImportDeclaration, take: Take): void {
  if (!importClause || !ts.isStringLiteral(moduleSpecifier)) return;
  const from = moduleSpecifier.text;
  if (importClause.name) take(importClause.name.text, 'default', from);
  const bindings = importClause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) return take(bindings.name.text, '*', from);
  for (const { name, propertyName } of bindings.elements) take(name.text, (propertyName ?? name).text, from);
}

function required({ declarationList }: ts.VariableStatement, take: Take): void {
  for (const { name, initializer } of declarationList.declarations) {
    const { from, member } = requireOf(initializer);
    if (ts.isIdentifier(name)) take(name.text, member ?? '*', from);
    else if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        if (!ts.isIdentifier(element.name)) continue;
        const property = element.propertyName ?? element.name;
        take(element.name.text, ts.isIdentifier(property) && !member ? property.text : '', from);
      }
    }
  }
}

/** `require('m')` and `require('m').member`. */
function requireOf(node: ts.Expression | undefined): { from: string; member?: string } {
  if (node && ts.isPropertyAccessExpression(node))
    return { ...requireOf(node.expression), member: node.name.text };
  if (!node || !ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return { from: '' };
  const [specifier] = node.arguments;
  return node.expression.text === 'require' && specifier && ts.isStringLiteral(specifier)
    ? { from: specifier.text }
    : { from: '' };
}
