import ts from 'typescript';
import { constantText } from '../../sources/constant-text.js';

export const BUILT =
  /^(Object|Array|Function|String|Number|Boolean|Symbol|Map|Set|WeakMap|WeakSet|Promise|Error|RegExp|Date)$/;

/** The built-in function that made a value, where that is written out. */
export function kindOf(node: ts.Node): string | undefined {
  if (ts.isObjectLiteralExpression(node)) return 'Object';
  if (ts.isArrayLiteralExpression(node)) return 'Array';
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return 'Function';
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return 'String';
  if (ts.isNumericLiteral(node)) return 'Number';
  if (ts.isRegularExpressionLiteral(node)) return 'RegExp';
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return 'Boolean';
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  return BUILT.exec(node.expression.text)?.[0];
}

/** A member of an object, or an element of a list, that is written out. */
export function partOf(node: ts.Node, name: string): ts.Expression | undefined {
  if (ts.isArrayLiteralExpression(node)) return /^\d+$/.test(name) ? node.elements[Number(name)] : undefined;
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  for (const one of node.properties) {
    if (ts.isShorthandPropertyAssignment(one) && one.name.text === name) return one.name;
    if (ts.isPropertyAssignment(one) && nameText(one.name) === name) return one.initializer;
  }
  return undefined;
}

/** The function of the file that a name is declared as. */
export function functionNamed(name: ts.Identifier): ts.Node | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isModuleBlock(scope)) continue;
    const found = scope.statements.find(
      (one) => ts.isFunctionDeclaration(one) && one.name?.text === name.text && one.body !== undefined,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

export function nameText(name: ts.PropertyName): string {
  if (ts.isComputedPropertyName(name)) return constantText(name.expression) ?? '?';
  return name.text;
}
