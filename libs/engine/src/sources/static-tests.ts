import { createHash } from 'node:crypto';
import ts from 'typescript';
import type { Assertion } from './assertion.js';
import { assertionsIn } from './assertions.js';
import { constantText } from './constant-text.js';
import { delegates, importsOf } from './delegates.js';
import { mayLeave } from './leaving.js';
import { isTooDeep, parseSource, placeOf } from './parse-source.js';
import { registeredTests, type Registration } from './registered-tests.js';
import { tokensOf, tokenText } from './tokens.js';
import { rowsOf } from './table-rows.js';
import { vocabularyOf } from './test-vocabulary.js';

export type { Assertion } from './assertion.js';

/** How many tests of a file are read, and how many tokens of each are kept. */
export const MAX_TESTS = 10_000;
const MAX_TOKENS = 2000;

/** One call that registers a test, as the source has it. Offsets and columns are in UTF-16 code units. */
export interface StaticTest {
  /** Where it can be told without running anything. */
  title?: string;
  /** The title, or the tokens of the expression that makes it: what a test is known by. */
  label: string;
  /** The titles of the suites round it, outermost first; undefined for each that cannot be told. */
  suites: (string | undefined)[];
  /**
   * Its own and those of its suites: `skip`, `only`, `todo`, `fails`, `skipIf`, `runIf`, `concurrent` … `if` where it
   * is registered under a condition. What names and options mean the same is said the same: `xit`, `{ skip: true }`.
   */
  modifiers: string[];
  /** Whether the call can stand for other than one test: `each`, `for`, a loop, a title that is made at run time. */
  dynamic: boolean;
  /** The rows of the table that it is run with, where they stand in the file, each as tokens. */
  rows?: string[];
  /** The whole call. */
  range: { start: number; end: number; startLine: number; startColumn: number };
  /** The function that is the test, where it stands in the file. */
  callback?: { start: number; end: number; parameters: string[] };
  /** SHA-256 of the tokens of the callback, whatever its title; of none where there is no callback. */
  digest: string;
  /** The tokens of the callback, at most 2000, to tell how like two tests are. */
  tokens: string[];
  /** The statements of the callback's body, each as tokens. */
  statements: string[];
  assertions: Assertion[];
  /** Whether its body can end before its assertions, by a `return` on its top level or by skipping itself. */
  leaves: 'no' | 'conditionally' | 'always';
  /** Whether its body calls for something that may hold assertions elsewhere, or throws by itself. */
  delegates: boolean;
}

/** A function or hook beside the tests that asserts for them. */
export interface AssertionHelper {
  name: string;
  digest: string;
  assertions: Assertion[];
}

/**
 * Every test that a file registers, by its syntax alone. Gives none for a file that is too large or too deep to be
 * parsed (see parseSource).
 */
export function staticTests(path: string, text: string): StaticTest[] {
  const source = parseSource(path, text);
  if (source === undefined) return [];
  try {
    return staticTestsOf(source).tests;
  } catch (error) {
    if (isTooDeep(error)) return [];
    throw error;
  }
}

/** The tests of a parsed file, and what asserts beside them. */
export function staticTestsOf(source: ts.SourceFile): { tests: StaticTest[]; helpers: AssertionHelper[] } {
  const names = vocabularyOf(source);
  const registrations = registeredTests(source, names).slice(0, MAX_TESTS);
  const calls = new Set<ts.Node>(registrations.map(({ call }) => call));
  const helpers = helpersOf(source, registrations, names);
  const asserting = new Set(helpers.map(({ name }) => name));
  const modules = importsOf(source);
  const tests = registrations.map((one): StaticTest => {
    const { call, callback, contexts, table, ...about } = one;
    const start = call.getStart(source);
    const tokens = callback === undefined ? [] : tokensOf(source, callback);
    const [first] = call.arguments;
    const rows = rowsOf(source, table);
    const assertions = callback === undefined ? [] : assertionsIn(source, callback, names, contexts, calls);
    return {
      ...about,
      label: about.title ?? (first === undefined ? '' : tokenText(source, first)),
      ...(rows && { rows }),
      range: { start, end: call.getEnd(), ...placeOf(source, start) },
      ...(callback && { callback: span(source, callback) }),
      digest: digestOf(tokens),
      tokens: tokens.slice(0, MAX_TOKENS),
      statements: callback === undefined ? [] : statementsOf(source, callback),
      assertions,
      leaves: callback === undefined ? 'no' : leaving(callback, contexts),
      delegates:
        callback !== undefined &&
        delegates(callback, source, assertions.length > 0, { ...modules, helpers: asserting }),
    };
  });
  return { tests, helpers };
}

function span(source: ts.SourceFile, callback: ts.SignatureDeclaration) {
  return {
    start: callback.getStart(source),
    end: callback.getEnd(),
    parameters: callback.parameters.map((one) => one.getText(source)),
  };
}

function statementsOf(source: ts.SourceFile, callback: ts.SignatureDeclaration): string[] {
  const body = 'body' in callback ? callback.body : undefined;
  if (body === undefined) return [];
  return (ts.isBlock(body) ? [...body.statements] : [body]).map((one) => tokenText(source, one));
}

function digestOf(tokens: readonly string[]): string {
  return createHash('sha256').update(tokens.join('\0')).digest('hex');
}

function leaving(callback: ts.SignatureDeclaration, contexts: ReadonlySet<string>): StaticTest['leaves'] {
  const body = 'body' in callback ? callback.body : undefined;
  if (body === undefined || !ts.isBlock(body)) return 'no';
  const statements = body.statements.slice(0, -1);
  if (statements.some((one) => ts.isReturnStatement(one) || skipsItself(one, contexts))) return 'always';
  const last = body.statements.at(-1);
  if (last !== undefined && skipsItself(last, contexts)) return 'always';
  const sometimes = body.statements.some((one) => ts.isIfStatement(one) && skipsWithin(one, contexts));
  return sometimes || statements.some(mayLeave) ? 'conditionally' : 'no';
}

/** `ctx.skip()`, `t.skip()`, `this.skip()`, `test.skip()` without a condition, `pending()` */
function skipsItself(statement: ts.Statement, contexts: ReadonlySet<string>): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const call = statement.expression;
  if (!ts.isCallExpression(call)) return false;
  const callee = call.expression;
  if (ts.isIdentifier(callee))
    return callee.text === 'pending' || (callee.text === 'skip' && contexts.has('skip'));
  if (!ts.isPropertyAccessExpression(callee) || !/^(skip|todo|fixme)$/.test(callee.name.text)) return false;
  const of = callee.expression;
  const isContext =
    of.kind === ts.SyntaxKind.ThisKeyword ||
    (ts.isIdentifier(of) && (contexts.has(of.text) || of.text === 'test' || of.text === 'it'));
  const condition = call.arguments[0];
  return (
    isContext &&
    (condition === undefined ||
      constantText(condition) !== undefined ||
      condition.kind === ts.SyntaxKind.TrueKeyword)
  );
}

function skipsWithin(node: ts.Node, contexts: ReadonlySet<string>): boolean {
  if (ts.isExpressionStatement(node) && skipsItself(node, contexts)) return true;
  return ts.forEachChild(node, (child) => skipsWithin(child, contexts)) ?? false;
}

/** Named functions of the top level and of suites that hold assertions outside any test, and hooks. */
function helpersOf(
  source: ts.SourceFile,
  registrations: readonly Registration[],
  names: ReturnType<typeof vocabularyOf>,
): AssertionHelper[] {
  const callbacks = new Set<ts.Node>(
    registrations.flatMap(({ callback, call }) => [call, ...(callback ? [callback] : [])]),
  );
  const found: AssertionHelper[] = [];
  const add = (name: string, node: ts.Node): void => {
    const assertions = assertionsIn(source, node, names, new Set(), callbacks);
    if (assertions.length > 0) found.push({ name, digest: digestOf(tokensOf(source, node)), assertions });
  };
  const visit = (node: ts.Node): void => {
    if (callbacks.has(node) || found.length >= MAX_TESTS) return;
    const named = namedFunction(node);
    if (named === undefined) ts.forEachChild(node, visit);
    else if (!callbacks.has(named.body)) add(named.name, named.body);
  };
  visit(source);
  return found;
}

function namedFunction(node: ts.Node): { name: string; body: ts.Node } | undefined {
  if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body !== undefined) {
    return { name: node.name?.getText() ?? 'default', body: node };
  }
  if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isIdentifier(node.name)) {
    const { initializer } = node;
    const isFunction = ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer);
    return isFunction ? { name: node.name.text, body: initializer } : undefined;
  }
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const hook = node.arguments[0];
  return /^(before|after)(Each|All)?$/.test(node.expression.text) &&
    hook !== undefined &&
    ts.isFunctionLike(hook)
    ? { name: node.expression.text, body: hook }
    : undefined;
}
