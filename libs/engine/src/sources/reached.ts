import ts from 'typescript';
import type { Nesting } from './assertion.js';
import { dottedName } from './dotted-name.js';
import { mayLeave } from './leaving.js';
import { literalBehind } from './literal.js';

const ITERATIONS = /^(forEach|map|every|some|flatMap|filter|reduce)$/;

/** Whether a failure that is caught goes on: the last statement of the clause throws, or fails the test. */
export function rethrows(clause: ts.CatchClause): boolean {
  const last = clause.block.statements.at(-1);
  if (last === undefined || clause.block.statements.slice(0, -1).some(mayLeave)) return false;
  if (ts.isThrowStatement(last)) return true;
  const call = ts.isExpressionStatement(last) || ts.isReturnStatement(last) ? last.expression : undefined;
  if (call === undefined || !ts.isCallExpression(call)) return false;
  const name = ts.isPropertyAccessExpression(call.expression)
    ? call.expression.name.text
    : dottedName(call.expression);
  return /^(fail|done|reject|unreachable)$/.test(name) && call.arguments.length > 0;
}

export function nestingOf(source: ts.SourceFile, node: ts.SignatureDeclaration): Nesting {
  if (isCalledAtOnce(node)) return 'direct';
  if (isIteration(node)) return isFilled(node.parent) ? 'direct' : 'loop';
  return isLater(node) || isOnDemand(node) || isNeverCalled(source, node) ? 'conditional' : 'callback';
}

/** Runs only where somebody goes over it, reads it, calls it by its name, or makes its class. */
function isOnDemand(node: ts.Node): boolean {
  const isGenerator =
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
    node.asteriskToken !== undefined;
  return (
    isGenerator || ts.isAccessor(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)
  );
}

/** A list that is written out and has something in it is gone over at least once. */
export function isFilled(node: ts.Node): boolean {
  const list =
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
      ? node.expression.expression
      : node;
  const value = ts.isIdentifier(list) ? literalBehind(list) : list;
  return value !== undefined && ts.isArrayLiteralExpression(value) && value.elements.length > 0;
}

/** A callback of a timer may run after the test has ended, and that of a listener never. */
function isLater(node: ts.Node): boolean {
  const call = node.parent;
  return (
    ts.isCallExpression(call) &&
    /(^|\.)(setTimeout|setImmediate|setInterval|nextTick|queueMicrotask|addEventListener|addListener|on|once|subscribe)$/.test(
      dottedName(call.expression),
    )
  );
}

/** A function with a name by which nobody calls it, and which nobody is given. */
function isNeverCalled(source: ts.SourceFile, node: ts.SignatureDeclaration): boolean {
  const name = ts.isVariableDeclaration(node.parent)
    ? node.parent.name
    : ts.isFunctionDeclaration(node)
      ? node.name
      : undefined;
  if (name === undefined || !ts.isIdentifier(name)) return false;
  return timesNamed(source, name.text) <= 1 || !isUsed(source, name);
}

/** Whether a name stands anywhere but where it is declared, in a statement that drops it, or in an assertion of it. */
function isUsed(source: ts.SourceFile, name: ts.Identifier): boolean {
  const uses = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name) return !isDropped(node);
    return ts.forEachChild(node, uses) ?? false;
  };
  return uses(source);
}

function isDropped({ parent }: ts.Node): boolean {
  if (ts.isVoidExpression(parent) || ts.isExpressionStatement(parent) || ts.isTypeOfExpression(parent))
    return true;
  return (
    ts.isCallExpression(parent) &&
    dottedName(parent.expression) === 'expect' &&
    ts.isPropertyAccessExpression(parent.parent) &&
    !/^(toThrow\w*|rejects|resolves|not|to)$/.test(parent.parent.name.text)
  );
}

const namesOf = new WeakMap<ts.SourceFile, Map<string, number>>();

function timesNamed(source: ts.SourceFile, name: string): number {
  let counts = namesOf.get(source);
  if (counts === undefined) {
    counts = new Map();
    for (const [word] of source.text.matchAll(/[\w$]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
    namesOf.set(source, counts);
  }
  return counts.get(name) ?? 0;
}

function isIteration(node: ts.Node): boolean {
  const call = node.parent;
  return (
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    ITERATIONS.test(call.expression.name.text)
  );
}

/** `(() => { … })()` */
function isCalledAtOnce(node: ts.Node): boolean {
  const round = ts.isParenthesizedExpression(node.parent) ? node.parent : node;
  return ts.isCallExpression(round.parent) && round.parent.expression === round;
}
