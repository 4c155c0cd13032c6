import ts from 'typescript';
import { constantNamed } from './constant-text.js';
import { tokenText } from './tokens.js';

const MAX_ROWS = 2000;

/** The rows of a table of tests, each as tokens; undefined where the table is made at run time. */
export function rowsOf(source: ts.SourceFile, table: ts.Node | undefined): string[] | undefined {
  if (table === undefined) return undefined;
  if (ts.isTemplateExpression(table)) return templateRows(source, table);
  if (ts.isArrayLiteralExpression(table)) {
    return table.elements.slice(0, MAX_ROWS).map((row) => tokenText(source, row));
  }
  if (ts.isAsExpression(table) || ts.isParenthesizedExpression(table) || ts.isSatisfiesExpression(table)) {
    return rowsOf(source, table.expression);
  }
  if (ts.isIdentifier(table)) {
    const value = constantNamed(table);
    return value === undefined || ts.isIdentifier(value) ? undefined : rowsOf(source, value);
  }
  return undefined;
}

/** The head names the columns, divided by bars; the values follow row by row. */
function templateRows(source: ts.SourceFile, table: ts.TemplateExpression): string[] {
  const columns = table.head.text.split('|').length;
  const values = table.templateSpans.map((span) => tokenText(source, span.expression));
  const rows: string[] = [];
  for (let at = 0; at < values.length && rows.length < MAX_ROWS; at += columns) {
    rows.push(values.slice(at, at + columns).join(' | '));
  }
  return rows;
}
