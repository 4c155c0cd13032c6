import ts from 'typescript';
import { parseSource, placeOf } from '../../sources/parse-source.js';
import type { StaticTest } from '../../sources/static-tests.js';

const MAX_ENTRIES = 20_000;

/** What a snapshot file says under one name. */
export interface Entry {
  text: string;
  line: number;
}

/** `` exports[`name 1`] = `…` `` */
export function entriesOf(text: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  const source = parseSource('snapshot.js', text);
  for (const statement of source?.statements ?? []) {
    if (found.size >= MAX_ENTRIES || source === undefined || !ts.isExpressionStatement(statement)) continue;
    const { expression } = statement;
    if (!ts.isBinaryExpression(expression) || !ts.isElementAccessExpression(expression.left)) continue;
    const name = expression.left.argumentExpression;
    const value = expression.right;
    if (!ts.isStringLiteralLike(name)) continue;
    found.set(name.text, {
      text: ts.isStringLiteralLike(value) ? value.text : value.getText(source),
      line: placeOf(source, statement.getStart(source)).startLine,
    });
  }
  return found;
}

/** The names under which the runners keep snapshots of a test, without their numbers. */
export function namesInSnapshots({ suites, label }: StaticTest): string[] {
  const words = [...suites.map((suite) => suite ?? ''), label];
  return [words.join(' '), words.join(' > ')];
}

/** The file of tests that a snapshot file belongs to. */
export function testFileOf(snapshotFile: string): string {
  return snapshotFile.replace(/(^|\/)__snapshots__\//, '$1').replace(/\.snap$/, '');
}
