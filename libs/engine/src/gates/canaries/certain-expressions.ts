import ts from 'typescript';

/** An expression that a function that returned without throwing has executed. */
export interface Certain {
  expression: ts.Expression;
  /** Whether what it gives is waited for. */
  settled: boolean;
}

/**
 * The expressions that every completed call of a function has executed: statements of its own block before the
 * first that may leave it. What lies in loops, conditions, `try` and inner functions is not among them.
 */
export function certainExpressions({ body }: ts.ArrowFunction | ts.FunctionExpression): Certain[] {
  if (!ts.isBlock(body)) return [{ expression: body, settled: true }];
  const found: Certain[] = [];
  for (const statement of body.statements) {
    if (ts.isExpressionStatement(statement)) {
      found.push({ expression: statement.expression, settled: false });
    } else if (ts.isReturnStatement(statement)) {
      if (statement.expression) found.push({ expression: statement.expression, settled: true });
      return found;
    } else if (mayReturn(statement)) {
      return found;
    }
  }
  return found;
}

function mayReturn(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  return ts.forEachChild(node, (child) => mayReturn(child) || undefined) ?? false;
}
