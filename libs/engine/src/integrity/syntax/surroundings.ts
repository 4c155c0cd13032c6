import ts from 'typescript';
import { tokensOf } from '../../sources/tokens.js';
import { rangeOf } from '../../sources/parse-source.js';
import type { JudgeRule } from '../rules.js';
import type { Occurrence } from './occurrence.js';
import type { Side } from './sides.js';

const MAX_CONTEXT = 400;

/** An occurrence at a node, with the statement and the declaration round it. */
export function occurrenceAt(
  side: Side,
  node: ts.Node,
  about: { rule: JudgeRule; kind: string; message: string; coveredBy?: readonly string[] },
): Occurrence {
  return {
    ...about,
    path: side.path,
    range: rangeOf(side.source, node),
    context: contextOf(side.source, node),
    within: withinOf(node),
  };
}

/** The tokens of the nearest statement, member or property round a node; of a long one, those at the node. */
export function contextOf(source: ts.SourceFile, node: ts.Node): string[] {
  let at = node;
  while (!isContext(at) && at.parent !== undefined && !ts.isSourceFile(at.parent)) at = at.parent;
  const tokens = tokensOf(source, at);
  if (tokens.length <= MAX_CONTEXT) return tokens;
  const own = tokensOf(source, node);
  return own.length > 0 ? own.slice(0, MAX_CONTEXT) : tokens.slice(0, MAX_CONTEXT);
}

function isContext(node: ts.Node): boolean {
  if (ts.isBlock(node)) return false;
  return (
    ts.isStatement(node) ||
    ts.isClassElement(node) ||
    ts.isTypeElement(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isParameter(node)
  );
}

/** The names of the declarations round a node, outermost first. */
export function withinOf(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    const name = declaredName(at);
    if (name !== undefined) names.unshift(name);
  }
  return names.join('.');
}

function declaredName(node: ts.Node): string | undefined {
  const isNamed =
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  if (isNamed && node.name !== undefined && !ts.isComputedPropertyName(node.name)) return node.name.getText();
  // A test or a suite is known by its title.
  const title = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  return title !== undefined && ts.isStringLiteralLike(title) ? JSON.stringify(title.text) : undefined;
}
