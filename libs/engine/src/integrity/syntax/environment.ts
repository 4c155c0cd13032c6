import ts from 'typescript';
import { bare, withMarks } from '../../sources/bare.js';
import { dottedName } from '../../sources/dotted-name.js';
import { constantNamed, constantText } from '../../sources/constant-text.js';
import type { Use } from './named-uses.js';
import type { Occurrence } from './occurrence.js';
import { isProduct, isProgram, type AboutFiles, type Side } from './sides.js';
import { occurrenceAt } from './surroundings.js';

const VARIABLE =
  /^(process\.env|import\.meta\.env)\.(VITEST\w*|JEST_\w*|MOCHA\w*|AVA_\w*|NODE_TEST_\w*|NODE_V8_COVERAGE|PLAYWRIGHT\w*|BABEL_ENV|CI|CONTINUOUS_INTEGRATION|TEST|TEST_\w*|TESTING|IS_TEST\w*|npm_\w*|QUALITY_GATES_\w*)$/;
const MODE = /^(process\.env\.NODE_ENV|import\.meta\.env\.MODE)$/;
/** What is asked of the mode by a part of it: `.length`, `.startsWith('te')`, `[0]`. */
const PART_OF_MODE =
  /^(process\.env\.NODE_ENV|import\.meta\.env\.MODE)\.(length|startsWith|endsWith|includes|indexOf|lastIndexOf|charAt|charCodeAt|codePointAt|at|slice|substr|substring|search|match|matchAll|localeCompare|\?|\d+)$/;
const ALL = /^(process\.env|import\.meta(\.env)?)$/;
const RUN =
  /^(import\.meta\.vitest|process\.(argv|argv0|execArgv|title|eventNames|listenerCount|listeners|rawListeners|getActiveResourcesInfo|_getActive\w+|moduleLoadList|report\.getReport))\b/;
/** Where a module lies, which differs between its source and what was built of it. */
const PLACE = /^(import\.meta\.(url|filename|dirname)|__filename|__dirname)$/;
const SEARCHING = /^(endsWith|startsWith|includes|indexOf|lastIndexOf|search|match|matchAll|test|exec)$/;
const RUNNER_NAME = /vitest|\bjest\b|\bmocha\b|node:internal\/test|JEST_WORKER|NODE_TEST_CONTEXT/i;
const RUNNER_VARIABLE = /^(VITEST(_[A-Z_]+)?|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_V8_COVERAGE)$/;
const TEST_GLOBALS =
  /^(jest|vi|vitest|describe|it|expect|test|beforeEach|afterEach|beforeAll|afterAll|jasmine|mocha|__coverage__)$/;

const GLOBAL_OF_TESTS =
  /^globalThis\.(jest|vi|vitest|describe|it|expect|beforeEach|afterEach|beforeAll|afterAll|jasmine|mocha|__coverage__)$/;

/** Product code that asks whether it is being tested. */
export function environmentSniffing(side: Side, uses: readonly Use[], about: AboutFiles): Occurrence[] {
  if (!isProduct(side)) return [];
  const isCommand = isProgram(side, about);
  const found: Occurrence[] = [];
  const add = (node: ts.Node, what: string) =>
    found.push(
      occurrenceAt(side, node, {
        rule: 'environment-sniffed',
        kind: what,
        message: `This asks for ${what}, which tells code that it is being tested, so it can behave otherwise in use. Let the code do the same everywhere; hand in what must differ as an argument.`,
      }),
    );

  for (const { path, node, role, args } of uses) {
    if (role === 'assigned' || role === 'spied') continue;
    if (role === 'listed') {
      if (ALL.test(path)) add(node, `the names of all that "${path}" has`);
    } else if (VARIABLE.test(path)) add(node, path);
    else if (MODE.test(path) && isHeldAgainstTest(node)) add(node, `${path} being "test"`);
    else if (PART_OF_MODE.test(path) && !isOfOtherMode(args))
      add(node, `a part of ${path.replace(/\.[^.]+$/, '')}`);
    else if (path === 'import.meta.env' && isCondition(node)) add(node, `whether there is "${path}"`);
    else if (GLOBAL_OF_TESTS.test(path)) add(node, `the global "${path.slice('globalThis.'.length)}"`);
    else if (RUN.test(path) && !(isCommand && path.startsWith('process.'))) add(node, path);
  }
  const visit = (node: ts.Node): void => {
    const what = sniffedBy(node);
    if (what !== undefined) add(node, what);
    ts.forEachChild(node, visit);
  };
  visit(side.source);
  return found;
}

/** `NODE_ENV.startsWith('prod')` */
function isOfOtherMode([text]: readonly ts.Expression[]): boolean {
  const part = text && constantText(text);
  return part !== undefined && part !== '' && !'testing'.includes(part);
}

function isCondition(node: ts.Node): boolean {
  const at = withMarks(node);
  const { parent } = at;
  if (ts.isIfStatement(parent)) return parent.expression === at;
  if (ts.isConditionalExpression(parent)) return parent.condition === at;
  return (
    ts.isTypeOfExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken)
  );
}

/** `import.meta.url.endsWith('.ts')`, `/src/.test(__filename)` */
function searchesPlace(node: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(node.expression) || !SEARCHING.test(node.expression.name.text))
    return false;
  const [first] = node.arguments;
  return [node.expression.expression, first].some((one) => one !== undefined && isPlace(one));
}

function isPlace(expression: ts.Expression): boolean {
  const node = bare(expression);
  const value = ts.isIdentifier(node) ? (constantNamed(node) ?? node) : node;
  if (ts.isCallExpression(value) && /(^|\.)fileURLToPath$/.test(dottedName(value.expression))) {
    return value.arguments[0] !== undefined && isPlace(value.arguments[0]);
  }
  return PLACE.test(dottedName(value));
}

function sniffedBy(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && searchesPlace(node)) return 'where its own file lies';
  if (ts.isTypeOfExpression(node)) {
    const of = bare(node.expression);
    return ts.isIdentifier(of) && TEST_GLOBALS.test(of.text) ? `the global "${of.text}"` : undefined;
  }
  if (ts.isRegularExpressionLiteral(node)) {
    return /vitest|JEST_WORKER|NODE_TEST/i.test(node.text) ? `a name of a test runner` : undefined;
  }
  if (ts.isStringLiteralLike(node)) {
    return RUNNER_VARIABLE.test(node.text) ? `the variable "${node.text}"` : undefined;
  }
  return ts.isPropertyAccessExpression(node) && node.name.text === 'stack' && isStackSearch(node)
    ? 'the stack of calls'
    : undefined;
}

/** `new Error().stack`, or a stack that is searched for the name of a runner. */
function isStackSearch(node: ts.PropertyAccessExpression): boolean {
  const of = bare(node.expression);
  const isFresh =
    (ts.isNewExpression(of) || ts.isCallExpression(of)) && /^(\w*\.)?Error$/.test(dottedName(of.expression));
  if (isFresh) return true;
  let at: ts.Node = node;
  while (!ts.isStatement(at) && at.parent !== undefined) at = at.parent;
  return mentions(at, (text) => RUNNER_NAME.test(text) || /\.(test|spec)\b|__tests__/.test(text));
}

function isHeldAgainstTest(node: ts.Node): boolean {
  let at: ts.Node = node;
  while (
    at.parent !== undefined &&
    !ts.isStatement(at) &&
    !ts.isFunctionLike(at.parent) &&
    !ts.isVariableDeclaration(at)
  ) {
    at = at.parent;
  }
  const round = ts.isIfStatement(at) ? at.expression : at;
  if (ts.isSwitchStatement(round)) {
    return round.caseBlock.clauses.some(
      (one) => ts.isCaseClause(one) && constantText(one.expression) === 'test',
    );
  }
  return mentions(round, (text) => /^test(ing)?$/.test(text), true);
}

function mentions(node: ts.Node, matches: (text: string) => boolean, outsideFunctions = false): boolean {
  if (ts.isRegularExpressionLiteral(node))
    return matches(node.text) || matches(node.text.replaceAll(/^\/\W*|\W*\/\w*$/g, ''));
  const text = ts.isExpression(node) && !ts.isIdentifier(node) ? constantText(node) : undefined;
  if (text !== undefined) return matches(text);
  if (outsideFunctions && (ts.isBlock(node) || ts.isFunctionLike(node))) return false;
  return ts.forEachChild(node, (child) => mentions(child, matches, outsideFunctions)) ?? false;
}
