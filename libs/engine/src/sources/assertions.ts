import ts from 'typescript';
import { dottedName } from './dotted-name.js';
import type { Assertion, Nesting } from './assertion.js';
import { chainOf, type Chain } from './assertion-chain.js';
import { mayLeave } from './leaving.js';
import { isConstant, literalBehind } from './literal.js';
import { textWithValues } from './named-values.js';
import { placeOf } from './parse-source.js';
import { isFilled, nestingOf, rethrows } from './reached.js';
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
      if (ts.isCallExpression(at)) {
        visitAll(at.arguments, { ...around, awaited: true, ...(forgives(chain) && { nesting: 'caught' }) });
      }
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
      const swallowed =
        (node.catchClause !== undefined && !rethrows(node.catchClause)) ||
        // What leaves from the end of a failure takes its place.
        (node.finallyBlock !== undefined && mayLeave(node.finallyBlock));
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
    } else if (isGathering(node)) {
      visitAll(node.arguments, { ...around, nesting: 'caught' });
    } else if (ts.isPropertyDeclaration(node) || isDefault(node)) {
      ts.forEachChild(node, (child) => visit(child, child === node.initializer ? conditional : around));
    } else if (ts.isCallExpression(node) && isOptional(node)) {
      visit(node.expression, around);
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

/** `promise.catch(…)`, and `promise.then(undefined, …)` */
function isCatch(node: ts.Node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { text } = node.expression.name;
  return text === 'catch' || (text === 'then' && node.arguments.length > 1);
}

/** A promise that is kept in a name is taken to be waited for later. */
function assigned(node: ts.BinaryExpression, around: Around): Around {
  return node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? { ...around, awaited: true } : around;
}

/** `Promise.allSettled([…])`: what fails among them is kept as a value. */
function isGathering(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /^Promise\.(allSettled|any|race)$/.test(dottedName(node.expression));
}

/** A value that is taken only where there is no other. */
function isDefault(node: ts.Node): node is ts.BindingElement | ts.ParameterDeclaration {
  return (ts.isBindingElement(node) || ts.isParameter(node)) && node.initializer !== undefined;
}

/** `a?.b(…)`: where there is no `a`, nobody evaluates what it would be called with. */
function isOptional(node: ts.CallExpression): boolean {
  return (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** `expect(() => { … }).toThrow()` holds where what stands in it fails. */
function forgives({ matcher }: Chain): boolean {
  return /(^|\.)(toThrow\w*|throws?\w*|rejects)(\.|$)/i.test(matcher) && !/(^|\.)not(\.|[A-Z])/.test(matcher);
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
