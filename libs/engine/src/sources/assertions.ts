import ts from 'typescript';
import { dottedName } from './dotted-name.js';
import type { Assertion, Nesting } from './assertion.js';
import { chainOf, type Chain } from './assertion-chain.js';
import { isConstant, literalBehind } from './literal.js';
import { textWithValues } from './named-values.js';
import { placeOf } from './parse-source.js';
import { isSettled } from './settled.js';
import { tokenText } from './tokens.js';
import type { Vocabulary } from './test-vocabulary.js';

export const MAX_ASSERTIONS = 2000;

const RANK: Readonly<Record<Nesting, number>> = {
  direct: 0,
  loop: 1,
  callback: 2,
  conditional: 3,
  caught: 4,
};
const deeper = (one: Nesting, other: Nesting): Nesting => (RANK[one] >= RANK[other] ? one : other);
const ITERATIONS = /^(forEach|map|every|some|flatMap|filter|reduce)$/;

interface Around {
  nesting: Nesting;
  awaited: boolean;
}

/**
 * The assertions below a node, in order, at most {@link MAX_ASSERTIONS}. Nodes of `without` are other tests and left
 * out; `contexts` are the names of the contexts that the runner hands in.
 */
export function assertionsIn(
  source: ts.SourceFile,
  root: ts.Node,
  names: Vocabulary,
  contexts: ReadonlySet<string>,
  without: ReadonlySet<ts.Node> = new Set(),
): Assertion[] {
  const found: Assertion[] = [];
  let moment = 0;

  const visit = (node: ts.Node, around: Around): void => {
    if (found.length >= MAX_ASSERTIONS || without.has(node)) return;
    if (isChainLike(node) && !isHandled(node)) {
      const chain = chainOf(source, node, names, contexts);
      if (chain !== undefined) {
        found.push({ ...assertion(source, node, chain, around), moment });
        visitArguments(node, chain, around);
        return;
      }
    }
    visitBelow(node, around);
  };

  const visitAll = (nodes: readonly (ts.Node | undefined)[], around: Around): void => {
    for (const node of nodes) if (node !== undefined) visit(node, around);
  };

  /** An argument of an assertion can hold assertions of its own, run by the one round it. */
  const visitArguments = (node: ts.Expression, chain: Chain, around: Around): void => {
    let at: ts.Node = node;
    while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      if (ts.isCallExpression(at)) visitAll(at.arguments, { ...around, awaited: true });
      at = at.expression;
      if (chain.matcher === 'expect' && isChainLike(at) && ts.isCallExpression(at)) {
        visit(at, around);
        return;
      }
    }
  };

  const visitBelow = (node: ts.Node, around: Around): void => {
    const conditional: Around = { ...around, nesting: deeper(around.nesting, 'conditional') };
    const loop: Around = { ...around, nesting: deeper(around.nesting, 'loop') };
    if (ts.isIfStatement(node)) {
      visit(node.expression, around);
      visitAll([node.thenStatement, node.elseStatement], conditional);
    } else if (ts.isConditionalExpression(node)) {
      visit(node.condition, around);
      visitAll([node.whenTrue, node.whenFalse], conditional);
    } else if (ts.isBinaryExpression(node)) {
      visit(node.left, around);
      visit(node.right, isShortCircuit(node.operatorToken.kind) ? conditional : assigned(node, around));
    } else if (ts.isSwitchStatement(node)) {
      visit(node.expression, around);
      visit(node.caseBlock, conditional);
    } else if (ts.isTryStatement(node)) {
      const swallowed = node.catchClause !== undefined && !rethrows(node.catchClause);
      visit(node.tryBlock, swallowed ? { ...around, nesting: 'caught' } : around);
      visitAll([node.catchClause], conditional);
      visitAll([node.finallyBlock], around);
    } else if (ts.isForOfStatement(node) && isFilled(node.expression)) {
      visit(node.statement, around);
    } else if (ts.isIterationStatement(node, false)) {
      ts.forEachChild(node, (child) => visit(child, loop));
    } else if (ts.isAwaitExpression(node) || ts.isReturnStatement(node) || ts.isVariableDeclaration(node)) {
      ts.forEachChild(node, (child) => visit(child, { ...around, awaited: true }));
    } else if (ts.isExpressionStatement(node)) {
      visit(node.expression, { ...around, awaited: false });
    } else if (ts.isBlock(node) || ts.isCaseOrDefaultClause(node)) {
      visitStatements(node.statements, around);
    } else if (ts.isFunctionLike(node)) {
      visitFunction(node, around);
    } else if (isCatch(node)) {
      visit(node.expression.expression, { ...around, nesting: 'caught' });
      visitAll(node.arguments, conditional);
    } else {
      ts.forEachChild(node, (child) => visit(child, around));
    }
  };

  const visitFunction = (node: ts.SignatureDeclaration, around: Around): void => {
    const isArrow = ts.isArrowFunction(node) && !ts.isBlock(node.body);
    const nesting = deeper(around.nesting, nestingOf(source, node));
    ts.forEachChild(node, (child) => visit(child, { nesting, awaited: isArrow }));
  };

  /** What follows a statement that may leave the block may not be reached. */
  const visitStatements = (statements: readonly ts.Statement[], around: Around): void => {
    let now = around;
    for (const statement of statements) {
      const before = found.length;
      if (!ts.isExpressionStatement(statement)) moment += 1;
      visit(statement, now);
      if (!ts.isExpressionStatement(statement) || found.length === before) moment += 1;
      if (mayLeave(statement)) now = { ...around, nesting: deeper(around.nesting, 'conditional') };
    }
  };

  const begin: Around = { nesting: 'direct', awaited: false };
  if (ts.isFunctionLike(root)) {
    const body = 'body' in root ? root.body : undefined;
    if (body !== undefined) visit(body, { ...begin, awaited: !ts.isBlock(body) });
  } else {
    visitBelow(root, begin);
  }
  return found;
}

/** Whether control may leave the test at this statement: a `return`, a `throw`, or an `if` that holds one. */
export function mayLeave(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.some(mayLeave);
  if (!ts.isIfStatement(statement)) return false;
  return (
    mayLeave(statement.thenStatement) ||
    (statement.elseStatement !== undefined && mayLeave(statement.elseStatement))
  );
}

function assertion(
  source: ts.SourceFile,
  node: ts.Expression,
  chain: Chain,
  around: Around,
): Omit<Assertion, 'moment'> {
  const start = node.getStart(source);
  return {
    text: tokenText(source, node),
    actual: chain.actual.map((one) => tokenText(source, one)).join(' '),
    about: chain.actual.map((one) => textWithValues(source, one)).join(' '),
    matcher: chain.matcher,
    expected: chain.expected.map((one) => tokenText(source, one)),
    values: chain.expected.map((one) => tokenText(source, valueOf(one))),
    constant: isForgone(source, chain),
    ...placeOf(source, start),
    start,
    end: node.getEnd(),
    ...around,
  };
}

/** Whether it comes out the same whatever the product does: of constants alone, or of a name held against itself. */
function isForgone(source: ts.SourceFile, { actual, expected }: Chain): boolean {
  const [one] = actual;
  if (one === undefined || actual.length > 1) return false;
  if ([one, ...expected].every((node) => isConstant(node) || isSettled(node))) return true;
  const [other] = expected;
  const isName = ts.isIdentifier(one) || ts.isPropertyAccessExpression(one);
  return (
    isName &&
    other !== undefined &&
    expected.length === 1 &&
    tokenText(source, one) === tokenText(source, other)
  );
}

const valueOf = (node: ts.Node) => (ts.isExpression(node) ? (literalBehind(node) ?? node) : node);

type ChainLike = ts.CallExpression | ts.PropertyAccessExpression | ts.ElementAccessExpression;
function isChainLike(node: ts.Node): node is ChainLike {
  return (
    ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
  );
}

/** `promise.then(…)` and its like stand round an assertion; they are none themselves. */
function isHandled(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(then|catch|finally)$/.test(node.expression.name.text)
  );
}

function isCatch(node: ts.Node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'catch'
  );
}

/** A promise that is kept in a name is taken to be waited for later. */
function assigned(node: ts.BinaryExpression, around: Around): Around {
  return node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? { ...around, awaited: true } : around;
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** Whether a failure that is caught goes on: the last statement of the clause throws, or fails the test. */
function rethrows(clause: ts.CatchClause): boolean {
  const last = clause.block.statements.at(-1);
  if (last === undefined) return false;
  if (ts.isThrowStatement(last)) return true;
  const call = ts.isExpressionStatement(last) || ts.isReturnStatement(last) ? last.expression : undefined;
  if (call === undefined || !ts.isCallExpression(call)) return false;
  const name = ts.isPropertyAccessExpression(call.expression)
    ? call.expression.name.text
    : dottedName(call.expression);
  return /^(fail|done|reject|unreachable)$/.test(name) && call.arguments.length > 0;
}

function nestingOf(source: ts.SourceFile, node: ts.SignatureDeclaration): Nesting {
  if (isCalledAtOnce(node)) return 'direct';
  if (isIteration(node)) return isFilled(node.parent) ? 'direct' : 'loop';
  return isLater(node) || isNeverNamed(source, node) ? 'conditional' : 'callback';
}

/** A list that is written out and has something in it is gone over at least once. */
function isFilled(node: ts.Node): boolean {
  const list =
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
      ? node.expression.expression
      : node;
  const value = ts.isIdentifier(list) ? literalBehind(list) : list;
  return value !== undefined && ts.isArrayLiteralExpression(value) && value.elements.length > 0;
}

/** A callback of a timer may run after the test has ended. */
function isLater(node: ts.Node): boolean {
  const call = node.parent;
  return (
    ts.isCallExpression(call) &&
    /(^|\.)(setTimeout|setImmediate|setInterval|nextTick|queueMicrotask)$/.test(dottedName(call.expression))
  );
}

/** A function with a name that nothing else says is never called. */
function isNeverNamed(source: ts.SourceFile, node: ts.SignatureDeclaration): boolean {
  const name = ts.isVariableDeclaration(node.parent)
    ? node.parent.name
    : ts.isFunctionDeclaration(node)
      ? node.name
      : undefined;
  if (name === undefined || !ts.isIdentifier(name)) return false;
  return timesNamed(source, name.text) <= 1;
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
