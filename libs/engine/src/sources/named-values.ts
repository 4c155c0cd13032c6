import ts from 'typescript';
import { bare } from './bare.js';
import { tokensBetween } from './tokens.js';

const MAX_DEPTH = 5;

/**
 * The tokens of an expression as one text, with what constants of the function round it were made from put in for their
 * names: `found.port` after `const found = config()` is `config().port`. Only what is asked for is put in, by a call
 * or of a member; what is made on the spot can change, and keeps its name.
 */
export function textWithValues(source: ts.SourceFile, node: ts.Node, depth = 0): string {
  const pieces: string[] = [];
  let from = node.getStart(source);
  for (const [name, value] of depth < MAX_DEPTH ? namedValuesIn(node) : []) {
    pieces.push(...tokensBetween(source, from, name.getStart(source)));
    const text = textWithValues(source, value, depth + 1);
    pieces.push(ts.isAwaitExpression(value) ? `( ${text} )` : text);
    from = name.getEnd();
  }
  return [...pieces, ...tokensBetween(source, from, node.getEnd())].join(' ');
}

/** The names below a node that stand for what was asked for, in order. */
function namedValuesIn(root: ts.Node): [ts.Identifier, ts.Expression][] {
  const found: [ts.Identifier, ts.Expression][] = [];
  const visit = (node: ts.Node): void => {
    const value = ts.isIdentifier(node) && isReference(node) ? valueOf(node) : undefined;
    if (ts.isIdentifier(node) && value !== undefined) found.push([node, value]);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  return ts.isExpression(parent) && !ts.isFunctionLike(parent);
}

function valueOf(name: ts.Identifier): ts.Expression | undefined {
  for (let scope: ts.Node = name.parent; !ts.isSourceFile(scope); scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some((one) => one.name.getText() === name.text)) {
      return undefined;
    }
    if (!ts.isBlock(scope)) continue;
    const statements = scope.statements.filter((one) => ts.isVariableStatement(one));
    const declared = statements
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .find((one) => one.name.getText() === name.text);
    if (declared !== undefined) return isConstant(declared) ? askedFor(declared.initializer) : undefined;
  }
  return undefined;
}

const isConstant = ({ parent }: ts.VariableDeclaration) => (parent.flags & ts.NodeFlags.Const) !== 0;

function askedFor(value: ts.Expression | undefined): ts.Expression | undefined {
  if (value === undefined) return undefined;
  const given = bare(value);
  const of = ts.isAwaitExpression(given) ? bare(given.expression) : given;
  const isAsked =
    ts.isCallExpression(of) || ts.isPropertyAccessExpression(of) || ts.isElementAccessExpression(of);
  return isAsked ? given : undefined;
}
