import ts from 'typescript';
import { isMark } from './bare.js';

const MAX_PARTS = 6;

/**
 * The name that an expression is written with, e.g. `vi.mock`; `?` stands for what is no name. Cheap however long a
 * chain of calls is: only its end is looked at.
 */
export function dottedName(node: ts.Node): string {
  const parts: string[] = [];
  let at = node;
  while (parts.length < MAX_PARTS) {
    if (ts.isPropertyAccessExpression(at)) {
      parts.unshift(at.name.text);
      at = at.expression;
    } else if (isMark(at)) {
      at = at.expression;
    } else break;
  }
  parts.unshift(
    ts.isIdentifier(at)
      ? at.text
      : at.kind === ts.SyntaxKind.ThisKeyword
        ? 'this'
        : ts.isMetaProperty(at)
          ? 'import.meta'
          : '?',
  );
  return parts.join('.');
}
