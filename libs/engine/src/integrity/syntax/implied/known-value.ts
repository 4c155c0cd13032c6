import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { bare } from '../../../sources/bare.js';

/** What stands in a value and is not known by reading it; two of the same words are the same. */
export class Opaque {
  constructor(readonly text: string) {}
}

/** A value that is known by reading, as far as it is: it may hold {@link Opaque} parts. */
export interface Known {
  value: unknown;
}

/** What some expression is known to be: an assertion said so. */
export interface Given {
  isSubject(node: ts.Expression): boolean;
  value: unknown;
}

const MAX_DEPTH = 50;

/** What an expression comes to where its subject is what is given. Undefined where that cannot be told. */
export function knownValue(expression: ts.Expression, given?: Given, depth = 0): Known | undefined {
  const node = bare(expression);
  if (depth > MAX_DEPTH) return undefined;
  if (given?.isSubject(node)) return { value: given.value };
  const below = (child: ts.Expression) => knownValue(child, given, depth + 1);
  if (ts.isAwaitExpression(node)) return below(node.expression);
  if (ts.isPropertyAccessExpression(node)) return member(below(node.expression), node.name.text);
  if (ts.isElementAccessExpression(node)) {
    const name = knownValue(node.argumentExpression)?.value;
    return typeof name === 'number' || typeof name === 'string'
      ? member(below(node.expression), name)
      : undefined;
  }
  if (ts.isCallExpression(node)) return called(node, below);
  return given === undefined ? writtenOut(node, depth) : (compared(node, below) ?? writtenOut(node, depth));
}

/** A literal, its unreadable parts opaque. */
function writtenOut(node: ts.Expression, depth: number): Known | undefined {
  if (ts.isStringLiteralLike(node)) return { value: node.text };
  if (ts.isNumericLiteral(node)) return { value: Number(node.text) };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { value: null };
  if (ts.isIdentifier(node) && node.text === 'undefined') return { value: undefined };
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const of = knownValue(node.operand)?.value;
    return typeof of === 'number' ? { value: -of } : undefined;
  }
  if (ts.isNewExpression(node)) return newError(node);
  const part = (child: ts.Expression): unknown =>
    (writtenOut(bare(child), depth + 1) ?? { value: new Opaque(child.getText()) }).value;
  if (depth > MAX_DEPTH) return undefined;
  if (ts.isArrayLiteralExpression(node)) {
    const isPlain = !node.elements.some((one) => ts.isSpreadElement(one) || ts.isOmittedExpression(one));
    return isPlain ? { value: node.elements.map(part) } : undefined;
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const entries = node.properties.map((one) => {
    if (ts.isShorthandPropertyAssignment(one)) return [one.name.text, new Opaque(one.name.text)] as const;
    const isNamed =
      ts.isPropertyAssignment(one) && (ts.isIdentifier(one.name) || ts.isStringLiteral(one.name));
    return isNamed && one.name.text !== '__proto__'
      ? ([one.name.text, part(one.initializer)] as const)
      : undefined;
  });
  return entries.some((one) => one === undefined)
    ? undefined
    : { value: Object.fromEntries(entries.filter((one) => one !== undefined)) };
}

/** Of an error of the language, its message is written out. */
function newError({ expression, arguments: given }: ts.NewExpression): Known | undefined {
  const [message, more] = given ?? [];
  const isError =
    ts.isIdentifier(expression) && /^(Type|Range|Syntax|Reference)?Error$/.test(expression.text);
  return isError && message !== undefined && more === undefined && ts.isStringLiteralLike(message)
    ? { value: { message: message.text } }
    : undefined;
}

/** A member that is there. What is not written down may be there all the same. */
function member(of: Known | undefined, name: string | number): Known | undefined {
  const value = of?.value;
  if (value instanceof Opaque) return undefined;
  if (typeof value === 'string' || Array.isArray(value)) {
    if (name === 'length') return { value: value.length };
    return typeof name === 'number' && Number.isInteger(name) && name >= 0
      ? { value: value[name] }
      : undefined;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return { value: Reflect.get(value, name) };
}

function called(
  { expression, arguments: given }: ts.CallExpression,
  below: (child: ts.Expression) => Known | undefined,
): Known | undefined {
  if (!ts.isPropertyAccessExpression(expression) || given.length > 1) return undefined;
  const of = below(expression.expression)?.value;
  const by = given[0] && knownValue(given[0])?.value;
  const method = expression.name.text;
  if (Array.isArray(of) && method === 'at' && typeof by === 'number') return { value: of.at(by) };
  if (typeof of !== 'string') return undefined;
  if (typeof by === 'string') {
    if (method === 'startsWith') return { value: of.startsWith(by) };
    if (method === 'endsWith') return { value: of.endsWith(by) };
    if (method === 'includes') return { value: of.includes(by) };
  }
  return method === 'trim' && by === undefined ? { value: of.trim() } : undefined;
}

function compared(
  node: ts.Expression,
  below: (child: ts.Expression) => Known | undefined,
): Known | undefined {
  if (ts.isTypeOfExpression(node)) {
    const of = below(node.expression);
    return of === undefined || of.value instanceof Opaque ? undefined : { value: typeof of.value };
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const [left, right] = [below(node.left), below(node.right)];
  const same = left && right && isSame(left.value, right.value);
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return same === undefined || isObject(left?.value) ? undefined : { value: same };
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return same === undefined || isObject(left?.value) ? undefined : { value: !same };
    default:
      return undefined;
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** Whether two values are the same by their parts; undefined where what is not known decides. */
export function isSame(one: unknown, other: unknown): boolean | undefined {
  if (isDeepStrictEqual(one, other)) return true;
  return isOpaque(one) || isOpaque(other) ? undefined : false;
}

function isOpaque(value: unknown): boolean {
  if (value instanceof Opaque) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isOpaque);
}
