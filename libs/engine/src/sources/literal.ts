import ts from 'typescript';
import { isMark } from './bare.js';
import { constantNamed } from './constant-text.js';

const MAX_DEPTH = 20;

/** The value of an expression where it is a literal of the file, also by the name of a constant; else undefined. */
export function literalBehind(node: ts.Expression): ts.Expression | undefined {
  if (!ts.isIdentifier(node)) return isLiteral(node) ? node : undefined;
  if (node.text === 'undefined') return node;
  const value = constantNamed(node);
  return value !== undefined && isLiteral(value) ? value : undefined;
}

/** Whether an expression is always the same primitive, or is written out on the spot. A named object can change. */
export function isConstant(node: ts.Node): boolean {
  if (!ts.isExpression(node)) return false;
  const literal = literalBehind(node);
  if (literal === undefined) return false;
  return (
    !ts.isIdentifier(node) || !(ts.isObjectLiteralExpression(literal) || ts.isArrayLiteralExpression(literal))
  );
}

/** Whether an expression is written out: numbers, texts, and lists and objects of them. */
export function isLiteral(node: ts.Node, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const within = (child: ts.Node) => isLiteral(child, depth + 1);
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return true;
  if (ts.isRegularExpressionLiteral(node)) return true;
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return true;
    default:
  }
  if (ts.isIdentifier(node)) return /^(undefined|NaN|Infinity)$/.test(node.text);
  if (ts.isPrefixUnaryExpression(node)) return within(node.operand);
  if (isMark(node)) return within(node.expression);
  if (ts.isBinaryExpression(node)) return within(node.left) && within(node.right);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(within);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((one) => ts.isPropertyAssignment(one) && within(one.initializer));
  }
  return false;
}
