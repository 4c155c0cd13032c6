import ts from 'typescript';
import { bare } from './bare.js';
import { isLiteral } from './literal.js';

const MAX_DEPTH = 20;
/** Of the language, and the same whatever the product does. Clocks and chance are not: tests set them. */
const OF_LANGUAGE =
  /^(Math|JSON|Number|String|Boolean|Object|Array|BigInt|Symbol|Promise|parseInt|parseFloat|isNaN)$/;
const MADE = /^(Map|Set|Error|TypeError|RangeError|Array|Object|RegExp)$/;

/**
 * Whether an expression comes out the same whatever the product does: made of literals and the language alone, also by
 * names of the file that nothing else touches.
 */
export function isSettled(expression: ts.Node, depth = 0): boolean {
  if (!ts.isExpression(expression) || depth > MAX_DEPTH) return false;
  const node = bare(expression);
  const within = (child: ts.Node): boolean => isSettled(child, depth + 1);
  if (isLiteral(node)) return true;
  if (ts.isIdentifier(node)) return isSettledName(node, depth);
  if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node) || ts.isAwaitExpression(node)) {
    return within(node.expression);
  }
  if (ts.isPrefixUnaryExpression(node)) return within(node.operand);
  if (ts.isBinaryExpression(node)) return within(node.left) && within(node.right);
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((one) => within(one.expression));
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(within);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((one) => ts.isPropertyAssignment(one) && within(one.initializer));
  }
  if (ts.isPropertyAccessExpression(node)) return isOfLanguage(node.expression) || within(node.expression);
  if (ts.isElementAccessExpression(node)) {
    return within(node.expression) && within(node.argumentExpression);
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return ts.isBlock(node.body) ? node.body.statements.length === 0 : within(node.body);
  }
  if (ts.isCallExpression(node)) {
    return node.arguments.every(within) && isSettledCallee(node.expression, within);
  }
  if (ts.isNewExpression(node)) {
    const isMade = ts.isIdentifier(node.expression) && MADE.test(node.expression.text);
    return isMade && (node.arguments ?? []).every(within);
  }
  return false;
}

const isOfLanguage = (node: ts.Expression): boolean => ts.isIdentifier(node) && OF_LANGUAGE.test(node.text);

/** Methods of the language can be the product's, where a module is imported for what it does to them. */
function isSettledCallee(callee: ts.Expression, within: (node: ts.Node) => boolean): boolean {
  const patches = callee
    .getSourceFile()
    .statements.some((one) => ts.isImportDeclaration(one) && one.importClause === undefined);
  if (patches) return false;
  if (!ts.isPropertyAccessExpression(callee)) return isOfLanguage(callee);
  if (callee.name.text === 'random') return false;
  return isOfLanguage(callee.expression) || within(callee.expression);
}

function isSettledName(name: ts.Identifier, depth: number): boolean {
  const declared = declarationOf(name);
  if (declared?.initializer === undefined || !isSettled(declared.initializer, depth + 1)) return false;
  const isFixed = (declared.parent.flags & ts.NodeFlags.Const) !== 0 && isPrimitive(declared.initializer);
  return isFixed || timesNamed(name) <= 2;
}

function isPrimitive(node: ts.Expression): boolean {
  const value = bare(node);
  return ts.isLiteralExpression(value) || ts.isPrefixUnaryExpression(value) || ts.isTypeOfExpression(value);
}

function declarationOf(name: ts.Identifier): ts.VariableDeclaration | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope !== undefined; scope = scope.parent) {
    const hides =
      ts.isFunctionLike(scope) && scope.parameters.some((one) => one.name.getText() === name.text);
    if (hides) return undefined;
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const found = statement.declarationList.declarations.find((one) => one.name.getText() === name.text);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Beside its declaration and one use, something else may change it. */
function timesNamed(name: ts.Identifier): number {
  const word = name.text.replaceAll('$', String.raw`\$`);
  const named = new RegExp(String.raw`(?<![\w$.])${word}(?![\w$])`, 'g');
  return [...name.getSourceFile().text.matchAll(named)].length;
}
