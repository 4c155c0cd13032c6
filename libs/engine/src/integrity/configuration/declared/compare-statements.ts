import ts from 'typescript';
import { isWrapper, nameOf, type ValueCheck } from './check-values.js';

/**
 * Holds the statements of a file against those of the base's version. Where both have the same code around a value,
 * as in a function that makes the configuration, only the value is looked at.
 */
export function compareStatements(
  before: ts.SourceFile | undefined,
  after: ts.SourceFile,
  check: ValueCheck,
): void {
  for (const statement of after.statements) {
    if (check.isKnown(statement)) continue;
    const counterpart = before?.statements.find((other) => labelOf(other) === labelOf(statement));
    compareStatement(counterpart, statement, check);
  }
}

function compareStatement(before: ts.Statement | undefined, after: ts.Statement, check: ValueCheck): void {
  if (check.isKnown(after) || ts.isTypeAliasDeclaration(after) || ts.isInterfaceDeclaration(after)) return;
  if (ts.isImportDeclaration(after) || ts.isExportDeclaration(after))
    return check.imported(after, after.moduleSpecifier);
  if (ts.isExportAssignment(after))
    return compare(
      before && ts.isExportAssignment(before) ? before.expression : undefined,
      after.expression,
      check,
    );
  if (ts.isReturnStatement(after) && after.expression)
    return compare(
      before && ts.isReturnStatement(before) ? before.expression : undefined,
      after.expression,
      check,
    );
  if (ts.isVariableStatement(after)) {
    const others = before && ts.isVariableStatement(before) ? before.declarationList.declarations : [];
    after.declarationList.declarations.forEach(({ initializer }, index) => {
      if (initializer) compare(others[index]?.initializer, initializer, check);
    });
    return;
  }
  const assigned = exported(after);
  if (assigned) return compare(before && exported(before), assigned, check);
  if (ts.isFunctionDeclaration(after) && before && ts.isFunctionDeclaration(before))
    return compareFunctions(before, after, check);
  check.object(after, 'a statement that runs');
}

function compare(before: ts.Expression | undefined, after: ts.Expression, check: ValueCheck): void {
  if (check.isKnown(after) && !ts.isIdentifier(after)) return;
  if (!before) return check.value(after);
  if (isWrapper(after))
    return compare(isWrapper(before) ? before.expression : before, after.expression, check);
  if (ts.isObjectLiteralExpression(after) && ts.isObjectLiteralExpression(before))
    return compareObjects(before, after, check);
  if (ts.isCallExpression(after) && ts.isCallExpression(before) && check.isAllowedCall(after.expression)) {
    after.arguments.forEach((argument, index) => compare(before.arguments[index], argument, check));
    return;
  }
  if (ts.isArrayLiteralExpression(after) && ts.isArrayLiteralExpression(before)) {
    const same = after.elements.length === before.elements.length;
    after.elements.forEach((element, index) =>
      compare(same ? before.elements[index] : undefined, element, check),
    );
    return;
  }
  if (isFunction(after) && isFunction(before)) return compareFunctions(before, after, check);
  if (
    ts.isConditionalExpression(after) &&
    ts.isConditionalExpression(before) &&
    check.isKnown(after.condition)
  ) {
    compare(before.whenTrue, after.whenTrue, check);
    return compare(before.whenFalse, after.whenFalse, check);
  }
  check.value(after);
}

function compareObjects(
  before: ts.ObjectLiteralExpression,
  after: ts.ObjectLiteralExpression,
  check: ValueCheck,
): void {
  for (const property of after.properties) {
    if (check.isKnown(property)) continue;
    const name = property.name && nameOf(property.name);
    const other = before.properties.find((one) => one.name && nameOf(one.name) === name);
    if (other && ts.isPropertyAssignment(property) && ts.isPropertyAssignment(other) && name !== '__proto__')
      compare(other.initializer, property.initializer, check);
    else if (other && ts.isMethodDeclaration(property) && ts.isMethodDeclaration(other))
      compareFunctions(other, property, check);
    else check.property(property);
  }
}

type WithBody = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;

function compareFunctions(before: WithBody, after: WithBody, check: ValueCheck): void {
  const sameHead =
    after.parameters.length === before.parameters.length && after.parameters.every(check.isKnown);
  if (!sameHead || !after.body || !before.body) return check.object(after, 'a function');
  if (!ts.isBlock(after.body)) {
    if (ts.isBlock(before.body)) return check.object(after, 'a function');
    return compare(before.body, after.body, check);
  }
  if (!ts.isBlock(before.body) || before.body.statements.length !== after.body.statements.length)
    return check.object(after, 'a function');
  const others = before.body.statements;
  after.body.statements.forEach((statement, index) => compareStatement(others[index], statement, check));
}

function isFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** `module.exports = value` */
function exported(node: ts.Statement): ts.Expression | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return undefined;
  const { left, right, operatorToken } = node.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  return left.getText() === 'module.exports' ? right : undefined;
}

function labelOf(node: ts.Statement): string {
  if (ts.isVariableStatement(node))
    return `const ${node.declarationList.declarations.map(({ name }) => name.getText()).join()}`;
  if (ts.isFunctionDeclaration(node)) return `function ${node.name?.text ?? ''}`;
  return exported(node) ? 'exports' : String(node.kind);
}
