import ts from 'typescript';
import type { AssertingNames } from './asserting-names.js';
import type { Chance } from './chance.js';
import { words, wrongValue } from './wrong-value.js';

/** One replacement in a text; offsets in UTF-16 units. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Matchers of Vitest and Jest of which either they or their `.not` fails, whatever they are given. */
const MATCHERS = words(
  'toBe toEqual toStrictEqual toBeTruthy toBeFalsy toBeNull toBeUndefined toBeDefined toBeNaN ' +
    'toBeNullish toBeCloseTo toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan ' +
    'toBeLessThanOrEqual toBeInstanceOf toBeTypeOf toContain toContainEqual toHaveLength ' +
    'toHaveProperty toMatch toMatchObject toThrow toThrowError toHaveBeenCalled ' +
    'toHaveBeenCalledTimes toHaveBeenCalledWith toHaveBeenLastCalledWith',
);
const CHAI_FILLERS = words('to be been is have deep');
const CHAI_CALLS = words(
  'equal equals eq eql eqls a an instanceof instanceOf match matches above below least lengthOf',
);
const CHAI_PROPERTIES = words('true false null undefined ok exist empty NaN');
const OPPOSITES = new Map([
  ['notEqual', 'equal'],
  ['notStrictEqual', 'strictEqual'],
  ['notDeepEqual', 'deepEqual'],
]);
const OPPOSITES_OF_NODE = new Map([
  ...OPPOSITES,
  ['notDeepStrictEqual', 'deepStrictEqual'],
  ['match', 'doesNotMatch'],
  ['doesNotMatch', 'match'],
]);

/** What these hold against each other is asked itself whether it is equal: a value that says yes to all is met so. */
const BY_STRUCTURE = words('toEqual toStrictEqual');

/**
 * The edit after which an expectation that held fails for certain; nothing where that is in doubt. The actual value
 * gives way to a wrong one where it can, since a matcher that always says yes fails under `.not`, as it should; the
 * expected one where values are compared by structure.
 *
 * @param settled whether what the expression gives is waited for: returned, or the whole of a function
 */
export function turnExpectation(
  expression: ts.Expression,
  names: AssertingNames,
  settled: boolean,
  pick: Chance,
): Edit | undefined {
  if (ts.isParenthesizedExpression(expression))
    return turnExpectation(expression.expression, names, settled, pick);
  if (ts.isAwaitExpression(expression)) return turnExpectation(expression.expression, names, true, pick);
  if (ts.isPropertyAccessExpression(expression)) return turnChain(expression, names, settled, false, pick);
  if (!ts.isCallExpression(expression)) return undefined;
  return (
    turnAssert(expression, names, pick) ??
    (ts.isPropertyAccessExpression(expression.expression)
      ? turnChain(expression.expression, names, settled, true, pick)
      : undefined)
  );
}

/** `expect(x).a.b.matcher`: the links between the root and the last. */
function turnChain(
  last: ts.PropertyAccessExpression,
  { expect }: AssertingNames,
  settled: boolean,
  called: boolean,
  pick: Chance,
): Edit | undefined {
  const links: ts.PropertyAccessExpression[] = [];
  let root = last.expression;
  for (; ts.isPropertyAccessExpression(root); root = root.expression) links.unshift(root);
  if (!ts.isCallExpression(root) || !ts.isIdentifier(root.expression)) return undefined;
  const [actual] = root.arguments;
  if (!expect.has(root.expression.text) || !actual || root.arguments.some(ts.isSpreadElement))
    return undefined;
  if (last.questionDotToken || links.some(({ questionDotToken }) => questionDotToken)) return undefined;

  const nots = links.filter(({ name }) => name.text === 'not');
  const others = links.filter(({ name }) => name.text !== 'not').map(({ name }) => name.text);
  const matcher = last.name.text;
  const isJest =
    called && MATCHERS.has(matcher) && others.every((link) => link === 'resolves' || link === 'rejects');
  const isChai =
    (called ? CHAI_CALLS : CHAI_PROPERTIES).has(matcher) &&
    others.length > 0 &&
    others.every((link) => CHAI_FILLERS.has(link));
  if (nots.length > 1 || !(isJest || isChai)) return undefined;
  // What nobody waits for may fail after the test has passed.
  if (isJest && others.length > 0 && !settled) return undefined;

  const [not] = nots;
  if (not) return { start: not.expression.getEnd(), end: not.name.getEnd(), text: '' };
  const call = last.parent;
  const expected = ts.isCallExpression(call) && call.arguments.length === 1 ? call.arguments[0] : undefined;
  if (isJest && BY_STRUCTURE.has(matcher) && expected && !ts.isSpreadElement(expected)) {
    const unequal = wrongValue(matcher, pick);
    if (unequal !== undefined) return inPlaceOf(expected, unequal);
  }
  const inDoubt = isJest && (others.length > 0 || BY_STRUCTURE.has(matcher));
  const wrong = inDoubt ? undefined : wrongValue(matcher, pick);
  if (wrong !== undefined) return inPlaceOf(actual, wrong);
  const at = isChai ? root.getEnd() : last.expression.getEnd();
  return { start: at, end: at, text: '.not' };
}

function turnAssert(call: ts.CallExpression, { assert }: AssertingNames, pick: Chance): Edit | undefined {
  const callee = call.expression;
  const [actual] = call.arguments;
  if (!actual || call.arguments.some(ts.isSpreadElement)) return undefined;
  if (ts.isIdentifier(callee)) return assert.has(callee.text) ? inPlaceOf(actual, 'false') : undefined;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  const whose = assert.get(callee.expression.text);
  if (!whose) return undefined;
  const method = callee.name.text;
  if (method === 'ok') return inPlaceOf(actual, 'false');
  if (call.arguments.length < 2) return undefined;
  const opposites = whose === 'node' ? OPPOSITES_OF_NODE : OPPOSITES;
  const opposite = opposites.get(method);
  if (opposite !== undefined)
    return { start: callee.name.getStart(), end: callee.name.getEnd(), text: opposite };
  const wrong = [...opposites.values()].includes(method) ? wrongValue(method, pick) : undefined;
  return wrong === undefined ? undefined : inPlaceOf(actual, wrong);
}

/** Another value, after the first has been evaluated with all that it does. */
function inPlaceOf(right: ts.Expression, wrong: string): Edit {
  return {
    start: right.getStart(),
    end: right.getEnd(),
    text: `[${right.getText()}, ${wrong}][1]`,
  };
}
