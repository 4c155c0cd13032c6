import ts from 'typescript';
import { isMark } from './bare.js';
import { dottedName } from './dotted-name.js';

const MAX_DEPTH = 32;
const MAX_TEXT = 4096;

/**
 * The text that an expression always has, where that can be told from the file alone: literals, their
 * concatenations, templates, `join`, `slice`, `replace` and their like, and constants of the file. Undefined where it
 * cannot.
 */
export function constantText(node: ts.Node, depth = 0): string | undefined {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return bounded(node.text);
  if (depth > MAX_DEPTH || !canBeFolded(node)) return undefined;
  const before = texts.get(node);
  if (before !== undefined) return before.text;
  // Asked again while it is being told, a name stands for itself and has no text.
  texts.set(node, { text: undefined });
  const text = folded(node, depth + 1);
  const kept = bounded(text);
  texts.set(node, { text: kept });
  return kept;
}

/** Each expression is told once: constants that name each other twice would double the work at every step. */
const texts = new WeakMap<ts.Node, { text: string | undefined }>();

const bounded = (text: string | undefined) =>
  text !== undefined && text.length <= MAX_TEXT ? text : undefined;

function canBeFolded(node: ts.Node): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.Identifier:
    case ts.SyntaxKind.ParenthesizedExpression:
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
    case ts.SyntaxKind.SatisfiesExpression:
    case ts.SyntaxKind.NonNullExpression:
    case ts.SyntaxKind.TemplateExpression:
    case ts.SyntaxKind.CallExpression:
      return true;
    default:
      return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
  }
}

function folded(node: ts.Node, depth: number): string | undefined {
  if (ts.isIdentifier(node)) {
    const value = constantNamed(node);
    return value && constantText(value, depth);
  }
  if (isMark(node)) return constantText(node.expression, depth);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined([constantText(node.left, depth), constantText(node.right, depth)], '');
  }
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap((span) => [
      constantText(span.expression, depth),
      span.literal.text,
    ]);
    return joined([node.head.text, ...spans], '');
  }
  if (ts.isCallExpression(node)) return called(node, depth);
  return undefined;
}

function called(node: ts.CallExpression, depth: number): string | undefined {
  const callee = node.expression;
  const parts = node.arguments.map((argument) => constantText(argument, depth));
  if (ts.isIdentifier(callee)) return convertedBy(callee.text, parts[0]);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const { text: method } = callee.name;
  if (method === 'toString' && ts.isCallExpression(callee.expression)) {
    const decoded = decodedBuffer(callee.expression, depth);
    if (decoded !== undefined) return decoded;
  }
  if (method === 'join') {
    const items = listOf(callee.expression, depth);
    const by = parts.length === 0 ? ',' : parts[0];
    return items === undefined || by === undefined ? undefined : joined(items, by);
  }
  if (ts.isIdentifier(callee.expression) && callee.expression.text === 'String') {
    if (method !== 'fromCharCode' && method !== 'fromCodePoint') return undefined;
    const codes = parts.map(Number);
    return codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 0x10ffff)
      ? String.fromCodePoint(...codes)
      : undefined;
  }
  const own = constantText(callee.expression, depth);
  if (own === undefined) return undefined;
  switch (method) {
    case 'concat':
      return joined([own, ...parts], '');
    case 'toString':
    case 'valueOf':
    case 'trim':
      return own;
    case 'toLowerCase':
      return own.toLowerCase();
    case 'toUpperCase':
      return own.toUpperCase();
    default:
      return cut(own, method, parts);
  }
}

/** Parts of a text, and texts with parts taken out or put in. */
function cut(own: string, method: string, parts: readonly (string | undefined)[]): string | undefined {
  const [first, second] = parts;
  if (first === undefined || (parts.length > 1 && second === undefined)) return undefined;
  if (second !== undefined && method === 'replace') return own.replace(first, () => second);
  if (second !== undefined && method === 'replaceAll') return own.replaceAll(first, () => second);
  const [from, to] = [Number(first), second === undefined ? undefined : Number(second)];
  if (!Number.isInteger(from) || (to !== undefined && !Number.isInteger(to))) return undefined;
  switch (method) {
    case 'slice':
      return own.slice(from, to);
    case 'substring':
      return own.substring(from, to);
    case 'charAt':
    case 'at':
      return own.at(from) ?? '';
    default:
      return undefined;
  }
}

function convertedBy(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (name === 'String') return text;
  if (name === 'decodeURIComponent' || name === 'unescape') return unescaped(text);
  return name === 'atob' ? Buffer.from(text, 'base64').toString('latin1') : undefined;
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `Buffer.from(text, 'base64')` */
function decodedBuffer(call: ts.CallExpression, depth: number): string | undefined {
  if (dottedName(call.expression) !== 'Buffer.from') return undefined;
  const [text, encoding] = call.arguments.map((argument) => constantText(argument, depth));
  if (text === undefined || (encoding !== 'base64' && encoding !== 'hex')) return undefined;
  return Buffer.from(text, encoding).toString();
}

function listOf(node: ts.Expression, depth: number): (string | undefined)[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((element) => {
      if (!ts.isSpreadElement(element)) return [constantText(element, depth)];
      const text = constantText(element.expression, depth);
      return text === undefined ? (listOf(element.expression, depth + 1) ?? [undefined]) : Array.from(text);
    });
  }
  if (ts.isIdentifier(node)) {
    const value = constantNamed(node);
    return value && listOf(value, depth + 1);
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression } = node.expression;
  if (name.text === 'reverse' || name.text === 'toReversed')
    return listOf(expression, depth + 1)?.toReversed();
  if (name.text !== 'split') return undefined;
  const own = constantText(expression, depth);
  const by = node.arguments[0] && constantText(node.arguments[0], depth);
  return own === undefined || by === undefined ? undefined : own.split(by);
}

function joined(parts: readonly (string | undefined)[], by: string): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join(by) : undefined;
}

/** The value of the `const` that a name stands for, looked for in the blocks round it. */
export function constantNamed(name: ts.Identifier): ts.Expression | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isModuleBlock(scope)) continue;
    const declared = constantsOf(scope).get(name.text);
    if (declared !== undefined) return declared;
  }
  return undefined;
}

type Scope = ts.Block | ts.SourceFile | ts.ModuleBlock;
const constants = new WeakMap<Scope, ReadonlyMap<string, ts.Expression>>();

function constantsOf(scope: Scope): ReadonlyMap<string, ts.Expression> {
  const before = constants.get(scope);
  if (before !== undefined) return before;
  const found = new Map<string, ts.Expression>();
  for (const statement of scope.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name) && initializer !== undefined) found.set(name.text, initializer);
    }
  }
  constants.set(scope, found);
  return found;
}
