import ts from 'typescript';
import { bare } from '../../sources/bare.js';
import { isSettled } from '../../sources/settled.js';

/** Whether a type guard says yes whatever it is given: `(x): x is T => true`, or one that asserts and cannot throw. */
export function isAlwaysTrueGuard(node: ts.Node): boolean {
  if (!ts.isFunctionLike(node) || node.type === undefined || !ts.isTypePredicateNode(node.type)) return false;
  if (node.type.type === undefined) return false;
  const body = 'body' in node ? node.body : undefined;
  if (body === undefined) return false;
  if (node.type.assertsModifier !== undefined) return !mayThrow(body);
  if (!ts.isBlock(body)) return holdsAlways(body);
  const given = body.statements.at(-1);
  const isOnly = body.statements
    .slice(0, -1)
    .every((one) => !ts.isIfStatement(one) && !ts.isReturnStatement(one));
  if (given === undefined || !isOnly || !ts.isReturnStatement(given)) return false;
  return given.expression !== undefined && holdsAlways(given.expression);
}

/** Of constants alone, a name held against itself, or one of several ways that always holds. */
function holdsAlways(expression: ts.Expression): boolean {
  const node = bare(expression);
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (isSettled(node)) return true;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.BarBarToken) return holdsAlways(node.left) || holdsAlways(node.right);
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return holdsAlways(node.left) && holdsAlways(node.right);
  const isSame = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
  return isSame && bare(node.left).getText() === bare(node.right).getText();
}

/** What is called may throw, and so may what is looked into. */
function mayThrow(node: ts.Node): boolean {
  if (ts.isThrowStatement(node) || ts.isCallExpression(node) || ts.isNewExpression(node)) return true;
  if (ts.isPropertyAccessExpression(node) && node.questionDotToken === undefined) return true;
  return ts.forEachChild(node, mayThrow) ?? false;
}
