import ts from 'typescript';
import type { Occurrence } from './occurrence.js';
import { isProduct, isTypeTest, type Side } from './sides.js';
import { isAlwaysTrueGuard } from './guards.js';
import { mergedType } from './merged-types.js';
import { occurrenceAt } from './surroundings.js';
import { isUnknownCast } from './unknown-casts.js';

/** Every place of a TypeScript file where a type is asserted that the checker cannot refuse. */
export function typeEscapes(side: Side): Occurrence[] {
  if (!/\.([cm]?ts|tsx)$/.test(side.path)) return [];
  const found: Occurrence[] = [];
  const rule = isProduct(side) && !isTypeTest(side.path) ? 'type-escape' : 'type-escape-in-test';
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
    } else if (isLooseOverload(node)) {
      add(
        node,
        'overload',
        'The one signature above this function promises what its body does not keep to, which is a cast that the checker cannot refuse. Give the function itself the type that it has.',
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
  // A cast of a cast goes by way of what is wide enough for both, by whatever name.
  const isDouble =
    (ts.isAsExpression(inner) || ts.isTypeAssertionExpression(inner)) && !ts.isConstTypeReference(inner.type);
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

/** One signature over a function that gives `unknown` or `any`: with several, each call takes its own. */
function isLooseOverload(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node)) return false;
  const gives = node.type?.kind;
  if (gives !== ts.SyntaxKind.UnknownKeyword && gives !== ts.SyntaxKind.AnyKeyword) return false;
  const before = overloadsOf(node);
  return before.length === 1 && before[0]?.type !== undefined && before[0].type.kind !== gives;
}

function isOverloaded(node: ts.Node): boolean {
  return (
    (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) &&
    overloadsOf(node).length > 1
  );
}

type Overloaded = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration;

/** The signatures without a body right before the one that has it. */
function overloadsOf(node: Overloaded): Overloaded[] {
  if (node.body === undefined) return [];
  const siblings: readonly ts.Node[] =
    ts.isSourceFile(node.parent) || ts.isBlock(node.parent) || ts.isModuleBlock(node.parent)
      ? node.parent.statements
      : ts.isClassLike(node.parent)
        ? node.parent.members
        : [];
  const found: Overloaded[] = [];
  for (const one of siblings.slice(0, siblings.indexOf(node)).toReversed()) {
    const isOne =
      (ts.isFunctionDeclaration(one) || ts.isMethodDeclaration(one) || ts.isConstructorDeclaration(one)) &&
      one.body === undefined &&
      one.name?.getText() === node.name?.getText();
    if (!isOne) break;
    found.push(one);
  }
  return found;
}
