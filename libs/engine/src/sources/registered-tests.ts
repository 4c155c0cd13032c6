import ts from 'typescript';
import { constantNamed, constantText } from './constant-text.js';
import { roleOf, type Vocabulary } from './test-vocabulary.js';

/** A call that registers a test, with the nodes that are its own. */
export interface Registration {
  title?: string;
  suites: (string | undefined)[];
  modifiers: string[];
  dynamic: boolean;
  call: ts.CallExpression;
  callback?: ts.SignatureDeclaration;
  /** The names under which the runner hands its context to the callback. */
  contexts: ReadonlySet<string>;
  /** The table that it is run with: an argument of `each`, or what the loop round it goes over. */
  table?: ts.Node;
}

interface Around {
  table?: ts.Node;
  suites: readonly (string | undefined)[];
  modifiers: readonly string[];
  dynamic: boolean;
  /** The context of the test round it, whose `test` registers a test below it. */
  contexts: ReadonlySet<string>;
}

/** Every call of a file that registers a test, in the order of the source. */
export function registeredTests(source: ts.SourceFile, names: Vocabulary): Registration[] {
  const found: Registration[] = [];
  const functions = functionsOf(source);

  const visit = (node: ts.Node, around: Around): void => {
    if (ts.isCallExpression(node) && register(node, around)) return;
    if (ts.isIfStatement(node)) {
      visit(node.expression, around);
      const under = conditional(around, isAlways(node.expression));
      visit(node.thenStatement, under);
      if (node.elseStatement) visit(node.elseStatement, conditional(around, false));
    } else if (ts.isConditionalExpression(node) || ts.isSwitchStatement(node) || isShortCircuit(node)) {
      ts.forEachChild(node, (child) => visit(child, conditional(around, false)));
    } else if (ts.isIterationStatement(node, false) || isIterationCall(node)) {
      const within = { ...around, dynamic: true, table: goneOver(node) ?? around.table };
      ts.forEachChild(node, (child) => visit(child, within));
    } else if (ts.isBlock(node) || ts.isSourceFile(node)) {
      visitStatements(node.statements, around);
    } else {
      ts.forEachChild(node, (child) => visit(child, around));
    }
  };

  const visitStatements = (statements: readonly ts.Statement[], around: Around): void => {
    let now = around;
    for (const statement of statements) {
      visit(statement, now);
      // A suite that may be left before its tests registers them under a condition.
      if (around.suites.length > 0 && leaves(statement)) now = conditional(around, false);
    }
  };

  const register = (call: ts.CallExpression, around: Around): boolean => {
    const role = roleOf(call.expression, names) ?? contextRole(call.expression, around.contexts);
    if (role?.kind !== 'test' && role?.kind !== 'suite') return false;
    const callback = callbackOf(call, functions);
    const modifiers = [...around.modifiers, ...role.modifiers, ...optionsOf(call)];
    if (callback === undefined && !isPending(call, role.kind, modifiers)) return false;
    const [first] = call.arguments;
    const title = first && titleOf(first);
    const dynamic = around.dynamic || role.dynamic;
    const table = tableOf(call.expression) ?? around.table;
    const contexts = contextsOf(callback?.parameters[role.dynamic ? 1 : 0]);
    if (role.kind === 'suite') {
      const within = {
        table,
        suites: [...around.suites, title],
        modifiers,
        dynamic,
        contexts: around.contexts,
      };
      if (callback && 'body' in callback && callback.body) visit(callback.body, within);
      return true;
    }
    found.push({
      ...(title !== undefined && { title }),
      suites: [...around.suites],
      modifiers,
      dynamic: dynamic || title === undefined,
      call,
      ...(table && { table }),
      ...(callback && { callback }),
      contexts,
    });
    if (callback && 'body' in callback && callback.body && contexts.size > 0) {
      visit(callback.body, { ...around, modifiers, dynamic, suites: [...around.suites, title], contexts });
    }
    return true;
  };

  visit(source, { suites: [], modifiers: [], dynamic: false, contexts: new Set() });
  return found;
}

function titleOf(first: ts.Expression): string | undefined {
  return ts.isNumericLiteral(first) ? undefined : constantText(first);
}

function conditional(around: Around, isAlways: boolean): Around {
  return isAlways || around.modifiers.includes('if')
    ? around
    : { ...around, modifiers: [...around.modifiers, 'if'] };
}

const isAlways = (condition: ts.Expression) => condition.kind === ts.SyntaxKind.TrueKeyword;

function isShortCircuit(node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
  );
}

function isIterationCall(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(forEach|map|flatMap)$/.test(node.expression.name.text)
  );
}

/** What a loop goes over. */
function goneOver(node: ts.Node): ts.Node | undefined {
  if (ts.isForOfStatement(node)) return node.expression;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return node.expression.expression;
}

/** The table of `it.each(table)` and `` it.each`table` ``. */
function tableOf(callee: ts.Expression): ts.Node | undefined {
  if (ts.isTaggedTemplateExpression(callee)) return callee.template;
  if (!ts.isCallExpression(callee)) return undefined;
  const name = ts.isPropertyAccessExpression(callee.expression) ? callee.expression.name.text : '';
  return name === 'each' || name === 'for' ? callee.arguments[0] : undefined;
}

function leaves(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.some(leaves);
  if (!ts.isIfStatement(statement)) return false;
  return (
    leaves(statement.thenStatement) ||
    (statement.elseStatement !== undefined && leaves(statement.elseStatement))
  );
}

/** `t.test('…', …)` below a test of node:test or tap. */
function contextRole(callee: ts.Expression, contexts: ReadonlySet<string>) {
  const isBelow =
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    contexts.has(callee.expression.text) &&
    callee.name.text === 'test';
  return isBelow ? ({ kind: 'test', modifiers: [], dynamic: false } as const) : undefined;
}

/** The function among the arguments, also one that is wrapped by another call, or named and declared in the file. */
function callbackOf(
  call: ts.CallExpression,
  functions: ReadonlyMap<string, ts.SignatureDeclaration>,
): ts.SignatureDeclaration | undefined {
  for (const argument of call.arguments.slice(0, 4)) {
    const direct = functionIn(argument, functions);
    if (direct !== undefined && (argument !== call.arguments[0] || !ts.isIdentifier(argument))) return direct;
  }
  for (const argument of call.arguments.slice(1, 4)) {
    if (!ts.isCallExpression(argument)) continue;
    for (const inner of argument.arguments) {
      const wrapped = functionIn(inner, functions);
      if (wrapped !== undefined) return wrapped;
    }
  }
  return undefined;
}

function functionIn(
  node: ts.Expression,
  functions: ReadonlyMap<string, ts.SignatureDeclaration>,
): ts.SignatureDeclaration | undefined {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return functionIn(node.expression, functions);
  if (!ts.isIdentifier(node)) return undefined;
  const declared = functions.get(node.text);
  if (declared !== undefined) return declared;
  const value = constantNamed(node);
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

function functionsOf(source: ts.SourceFile): ReadonlyMap<string, ts.SignatureDeclaration> {
  const found = new Map<string, ts.SignatureDeclaration>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) found.set(statement.name.text, statement);
  }
  return found;
}

/** A title without a function is a test to be written, where it stands as a statement of its own. */
function isPending(call: ts.CallExpression, kind: 'test' | 'suite', modifiers: readonly string[]): boolean {
  const [first] = call.arguments;
  if (first === undefined || kind === 'suite') return false;
  if (call.arguments.length > 1)
    return constantText(first) !== undefined && ts.isExpressionStatement(call.parent);
  return (
    (modifiers.includes('todo') || ts.isExpressionStatement(call.parent)) && constantText(first) !== undefined
  );
}

/** `{ skip: true }` and the like, as Vitest and node:test take them. */
function optionsOf(call: ts.CallExpression): string[] {
  return call.arguments.slice(0, 3).flatMap((argument) => {
    if (!ts.isObjectLiteralExpression(argument)) return [];
    return argument.properties.flatMap((property): string[] => {
      const name = property.name && ts.isIdentifier(property.name) ? property.name.text : '';
      if (!/^(skip|todo|only|fails)$/.test(name)) return [];
      if (!ts.isPropertyAssignment(property)) return ['skipIf'];
      const { initializer } = property;
      if (initializer.kind === ts.SyntaxKind.FalseKeyword) return [];
      const isConstant =
        initializer.kind === ts.SyntaxKind.TrueKeyword || constantText(initializer) !== undefined;
      return [isConstant ? name : 'skipIf'];
    });
  });
}

/** The context is the first parameter, or comes after the row of a table. */
function contextsOf(parameter: ts.ParameterDeclaration | undefined): ReadonlySet<string> {
  if (parameter === undefined) return new Set();
  const { name } = parameter;
  if (ts.isIdentifier(name)) return new Set([name.text]);
  if (!ts.isObjectBindingPattern(name)) return new Set();
  return new Set(
    name.elements.flatMap((element) => (ts.isIdentifier(element.name) ? [element.name.text] : [])),
  );
}
