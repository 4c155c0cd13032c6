import ts from 'typescript';
import { bindingsOf, required } from './bindings.js';
import { isAllowedCall, isAllowedImport, type KnownPackages } from './known-packages.js';

/** Looks at one file of the candidate and says what in it is more than a declared value. */
export interface ValueCheck {
  value(node: ts.Expression): void;
  /** A property of an object that the base's counterpart does not have. */
  property(node: ts.ObjectLiteralElementLike): void;
  imported(node: ts.Node, specifier: ts.Expression | undefined): void;
  isAllowedCall(callee: ts.Expression): boolean;
  object(node: ts.Node, what: string): void;
  isKnown: (node: ts.Node) => boolean;
}

/** Names that a value may carry, and that something else would call. */
const CALLED_BY_OTHERS = new Set(['toJSON', 'toString', 'valueOf', 'then', '__proto__', 'constructor']);
const PLAIN_NAMES = new Set(['undefined', 'NaN', 'Infinity', '__dirname', '__filename']);

export function checkValues(
  path: string,
  source: ts.SourceFile,
  isKnown: (node: ts.Node) => boolean,
  packages: KnownPackages,
  reasons: string[],
): ValueCheck {
  const bindings = bindingsOf(source);
  const object = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    reasons.push(`it adds ${what} at ${path}:${line + 1}`);
  };
  const imported = (node: ts.Node, specifier: ts.Expression | undefined): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    if (!isAllowedImport(specifier.text, packages)) object(node, `an import of ${specifier.text}`);
  };
  const property = (node: ts.ObjectLiteralElementLike): void => {
    if (isKnown(node)) return;
    if (ts.isSpreadAssignment(node)) return value(node.expression);
    const name = nameOf(node.name);
    if (name === undefined) return object(node, 'a computed name');
    if (CALLED_BY_OTHERS.has(name)) return object(node, `a property ${name}`);
    if (ts.isPropertyAssignment(node)) return value(node.initializer);
    if (ts.isShorthandPropertyAssignment(node)) return value(node.name);
    object(node, 'a function');
  };
  const value = (node: ts.Expression): void => {
    if (isLiteral(node) || (isKnown(node) && !ts.isIdentifier(node))) return;
    if (ts.isArrayLiteralExpression(node)) return node.elements.forEach(value);
    if (ts.isObjectLiteralExpression(node)) return node.properties.forEach(property);
    if (isWrapper(node)) return value(node.expression);
    if (ts.isPrefixUnaryExpression(node) && isSign(node.operator)) return value(node.operand);
    if (ts.isTemplateExpression(node))
      return node.templateSpans.forEach(({ expression }) => value(expression));
    if (ts.isIdentifier(node)) return named(node);
    if (ts.isPropertyAccessExpression(node)) {
      if (node.getText().startsWith('import.meta.')) return;
      return value(node.expression);
    }
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      return value(node.expression);
    if (isFileUrl(node)) return;
    if (ts.isCallExpression(node)) return called(node);
    object(node, wordFor(node));
  };
  const named = (node: ts.Identifier): void => {
    if (PLAIN_NAMES.has(node.text)) return;
    const binding = bindings.get(node.text);
    if (!binding) return object(node, `a use of ${node.text}`);
    if (binding.kind === 'import' && !isAllowedImport(binding.specifier, packages))
      object(node, `a use of ${node.text} from ${binding.specifier}`);
  };
  const called = (node: ts.CallExpression): void => {
    if (required(node) !== undefined) return imported(node, node.arguments[0]);
    if (!isAllowedCall(node.expression, bindings, packages))
      return object(node, `a call of ${node.expression.getText().slice(0, 60)}`);
    node.arguments.forEach(value);
  };
  return {
    value,
    property,
    imported,
    object,
    isKnown,
    isAllowedCall: (callee) => isAllowedCall(callee, bindings, packages),
  };
}

/** The name of a property, where it is written there. */
export function nameOf(name: ts.PropertyName): string | undefined {
  if (!ts.isComputedPropertyName(name)) return name.text;
  return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}

/** What stands around an expression and says nothing at run time. */
export function isWrapper(
  node: ts.Node,
): node is
  | ts.SpreadElement
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression {
  return (
    ts.isSpreadElement(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

function isLiteral(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    ts.isBigIntLiteral(node) ||
    ts.isRegularExpressionLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

function isSign(operator: ts.PrefixUnaryOperator): boolean {
  return operator === ts.SyntaxKind.MinusToken || operator === ts.SyntaxKind.ExclamationToken;
}

/** `new URL('./file', import.meta.url)` */
function isFileUrl(node: ts.Expression): boolean {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return false;
  const [file, from] = node.arguments ?? [];
  return file !== undefined && ts.isStringLiteralLike(file) && from?.getText() === 'import.meta.url';
}

function wordFor(node: ts.Expression): string {
  if (ts.isFunctionLike(node)) return 'a function';
  if (ts.isConditionalExpression(node) || ts.isBinaryExpression(node)) return 'a condition or computation';
  if (ts.isNewExpression(node)) return `a new ${node.expression.getText().slice(0, 60)}`;
  return 'code that runs';
}
