import ts from 'typescript';
import { parseSource, placeOf } from '../../sources/parse-source.js';
import { staticTests, type StaticTest } from '../../sources/static-tests.js';
import type { TestCase } from '../../tools/tool.js';
import { assertingNames, type AssertingNames } from './asserting-names.js';
import { certainExpressions } from './certain-expressions.js';
import type { Chance } from './chance.js';
import type { TestFile } from './choose-files.js';
import { turnExpectation, type Edit } from './turn-expectation.js';

/** A test that passed and that can be made to fail for certain. */
export interface TurnableTest {
  file: string;
  /** Suites and title, as the tool reports them. */
  title: string;
  /** Edits that each turn one expectation, with the line of it. */
  turns: readonly { edit: Edit; line: number }[];
}

/** The tests of a file that can be turned, of those that the run reported as passed. */
export function turnableTests(
  { path, text }: TestFile,
  ran: readonly TestCase[],
  pick: Chance,
): TurnableTest[] {
  const source = parseSource(path, text);
  if (!source) return [];
  const statics = staticTests(path, text);
  const reported = countedByTitle(ran.filter(({ file }) => file === path));
  // A file that belongs to several projects of the runner is reported once for each.
  const usual = Math.min(...[...reported.values()].map(({ length }) => length));
  const isTold = (title: string) => {
    const cases = reported.get(title) ?? [];
    return cases.length === usual && cases.every(({ status }) => status === 'passed');
  };
  const written = countedByTitle(statics.map((test) => ({ ...test, title: fullTitle(test) })));
  const names = assertingNames(source);
  return statics.flatMap((test): TurnableTest[] => {
    const title = fullTitle(test);
    if (title === undefined || test.dynamic || test.modifiers.length > 0) return [];
    if (written.get(title)?.length !== 1 || !isTold(title)) return [];
    const callback = plainCallback(source, test);
    const turns = callback ? turnsOf(source, callback, names, pick) : [];
    if (turns.length === 0) return [];
    return [{ file: path, title, turns }];
  });
}

function turnsOf(
  source: ts.SourceFile,
  callback: ts.ArrowFunction | ts.FunctionExpression,
  names: AssertingNames,
  pick: Chance,
) {
  return certainExpressions(callback).flatMap(({ expression, settled }) => {
    const edit = turnExpectation(expression, names, settled, pick);
    return edit ? [{ edit, line: placeOf(source, expression.getStart(source)).startLine }] : [];
  });
}

/** Of `it('title', () => …)` with nothing more than a time limit: no options, no wrapper round the function. */
function plainCallback(
  source: ts.SourceFile,
  { range }: StaticTest,
): ts.ArrowFunction | ts.FunctionExpression | undefined {
  const call = callAt(source, range.start, range.end);
  const [title, callback, timeout, ...more] = call?.arguments ?? [];
  if (!title || !callback || more.length > 0) return undefined;
  if (timeout && !ts.isNumericLiteral(timeout)) return undefined;
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
  return callback.asteriskToken ? undefined : callback;
}

function callAt(source: ts.SourceFile, start: number, end: number): ts.CallExpression | undefined {
  const find = (node: ts.Node): ts.CallExpression | undefined => {
    if (node.getEnd() < end || node.getFullStart() > start) return undefined;
    if (ts.isCallExpression(node) && node.getStart(source) === start && node.getEnd() === end) return node;
    return ts.forEachChild(node, find);
  };
  return find(source);
}

/** Suites and title as the tools report them; nothing where one cannot be told. */
function fullTitle({ suites, title }: StaticTest): string | undefined {
  return title === undefined || suites.includes(undefined)
    ? undefined
    : [...suites.filter(Boolean), title].join(' ');
}

function countedByTitle<T extends { title: string | undefined }>(items: readonly T[]): Map<string, T[]> {
  const counted = new Map<string, T[]>();
  for (const item of items) {
    if (item.title !== undefined) counted.set(item.title, [...(counted.get(item.title) ?? []), item]);
  }
  return counted;
}
