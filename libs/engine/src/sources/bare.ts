import ts from 'typescript';

/** What an expression is without the parentheses, casts and other marks round it that leave its value as it is. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (isMark(at)) at = at.expression;
  return at;
}

/** The outermost of the marks that stand round an expression, or the expression itself. */
export function withMarks(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent !== undefined && isMark(at.parent)) at = at.parent;
  return at;
}

export type Mark =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.TypeAssertion
  | ts.NonNullExpression
  | ts.SatisfiesExpression;

/** `(x)`, `x as T`, `<T>x`, `x!`, `x satisfies T` */
export function isMark(node: ts.Node): node is Mark {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
  );
}
