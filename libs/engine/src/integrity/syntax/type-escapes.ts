import ts from 'typescript';
import type { Occurrence } from './occurrence.js';
import { isTypeTest, type Side } from './sides.js';
import { mergedType } from './merged-types.js';
import { occurrenceAt } from './surroundings.js';
import { isUnknownCast } from './unknown-casts.js';

/** Every place of a TypeScript file where a type is asserted that the checker cannot refuse. */
export function typeEscapes(side: Side): Occurrence[] {
  if (!/\.([cm]?ts|tsx)$/.test(side.path)) return [];
  const found: Occurrence[] = [];
  const rule = side.isTest || isTypeTest(side.path) ? 'type-escape-in-test' : 'type-escape';
  const add = (node: ts.Node, kind: string, message: string) =>
    found.push(occurrenceAt(side, node, { rule, kind, message }));

  const visit = (node: ts.Node): void => {
    const cast = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) ? castOf(node) : undefined;
    if (cast !== undefined && (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node))) {
      add(node, cast, castMessage(cast));
      visit(innermost(node));
      if (cast === DOUBLE) visit(node.type);
      return;
    }
    if (ts.isNonNullExpression(node)) {
      add(
        node,
        '!',
        'The "!" says that this is never null or undefined, and the checker believes it; where it is, the code fails at run time. Test for it, or give it a type that cannot be.',
      );
    } else if (node.kind === ts.SyntaxKind.AnyKeyword && isHole(node)) {
      add(
        node,
        'any',
        'Whatever has the type "any" is not checked, nor is what is made of it. Name the type, or take "unknown" and narrow it.',
      );
    } else if (isAlwaysTrueGuard(node)) {
      add(
        node,
        'guard',
        'This type guard says yes whatever it is given, so it is a cast that the checker cannot refuse. Test what it promises.',
      );
    }
    const merged = mergedType(node);
    if (merged !== undefined) add(node, merged.kind, merged.message);
    ts.forEachChild(node, visit);
  };
  visit(side.source);
  return found;
}

const DOUBLE = 'as unknown as';
const OF_UNKNOWN = 'unknown as';

function castOf(node: ts.AsExpression | ts.TypeAssertion): string | undefined {
  if (node.type.kind === ts.SyntaxKind.AnyKeyword) return 'as any';
  if (node.type.kind === ts.SyntaxKind.NeverKeyword) return 'as never';
  if (ts.isConstTypeReference(node.type)) return undefined;
  const inner = unwrapped(node.expression);
  const isDouble =
    (ts.isAsExpression(inner) || ts.isTypeAssertionExpression(inner)) &&
    (inner.type.kind === ts.SyntaxKind.UnknownKeyword ||
      inner.type.kind === ts.SyntaxKind.AnyKeyword ||
      inner.type.kind === ts.SyntaxKind.NeverKeyword);
  if (isDouble) return node.type.kind === ts.SyntaxKind.UnknownKeyword ? undefined : DOUBLE;
  return isUnknownCast(node) ? OF_UNKNOWN : undefined;
}

function castMessage(kind: string): string {
  if (kind === OF_UNKNOWN) {
    return 'This casts what was declared as "unknown" or "any" without a test of what it is, so the checker believes any type. Narrow the value by a test, or declare it with its type.';
  }
  return `"${kind}" tells the checker to believe a type that it would refuse, so a type error becomes a fault at run time. Narrow the value by a test, or mend the types.`;
}

function unwrapped(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? unwrapped(node.expression) : node;
}

/** What stands below all casts of a chain, which counts once. */
function innermost(node: ts.Expression): ts.Expression {
  const inner = unwrapped(node);
  return ts.isAsExpression(inner) || ts.isTypeAssertionExpression(inner)
    ? innermost(inner.expression)
    : inner;
}

/**
 * Whether an `any` takes checks away from a value. In constraints, conditional types and the hidden signature behind
 * overloads it only says "whichever", and what a value may be is said elsewhere.
 */
function isHole(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isTypeParameterDeclaration(parent)) return false;
    if (ts.isConditionalTypeNode(parent)) return parent.trueType === at && isHoleResult(at);
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) return true;
    if (ts.isHeritageClause(parent)) return false;
    if (ts.isParameter(parent) && parent.type === at && isOverloaded(parent.parent)) return false;
    if (ts.isFunctionLike(parent) && parent.type === at && isOverloaded(parent)) return false;
    if (ts.isVariableDeclaration(parent) && ts.isCatchClause(parent.parent)) return false;
    if (ts.isStatement(parent) || ts.isClassElement(parent)) return true;
  }
  return true;
}

const isHoleResult = (node: ts.Node) => node.kind === ts.SyntaxKind.AnyKeyword;

function isOverloaded(node: ts.Node): boolean {
  if (
    !ts.isFunctionDeclaration(node) &&
    !ts.isMethodDeclaration(node) &&
    !ts.isConstructorDeclaration(node)
  ) {
    return false;
  }
  if (node.body === undefined) return false;
  const siblings: readonly ts.Node[] =
    ts.isSourceFile(node.parent) || ts.isBlock(node.parent) || ts.isModuleBlock(node.parent)
      ? node.parent.statements
      : ts.isClassLike(node.parent)
        ? node.parent.members
        : [];
  const before = siblings[siblings.indexOf(node) - 1];
  return (
    before !== undefined &&
    before.kind === node.kind &&
    ts.isFunctionLike(before) &&
    (!('body' in before) || before.body === undefined) &&
    before.name?.getText() === node.name?.getText()
  );
}

/** `(x): x is T => true` */
function isAlwaysTrueGuard(node: ts.Node): boolean {
  if (!ts.isFunctionLike(node) || node.type === undefined || !ts.isTypePredicateNode(node.type)) return false;
  if (node.type.type === undefined) return false;
  const body = 'body' in node ? node.body : undefined;
  if (body === undefined) return false;
  if (!ts.isBlock(body)) return body.kind === ts.SyntaxKind.TrueKeyword;
  if (node.type.assertsModifier !== undefined) return body.statements.length === 0;
  const [only] = body.statements;
  return (
    only !== undefined && ts.isReturnStatement(only) && only.expression?.kind === ts.SyntaxKind.TrueKeyword
  );
}
