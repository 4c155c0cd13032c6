import ts from 'typescript';
import { bare } from '../../sources/bare.js';
import { dottedName } from '../../sources/dotted-name.js';
import { tokensOf } from '../../sources/tokens.js';

type Declared = ts.VariableDeclaration | ts.ParameterDeclaration;
/** Functions and files are searched this far for a test of the value. */
const MAX_NODES = 20_000;

/**
 * Whether a cast takes a value out of a name that was declared as `unknown` or `any`, where nothing round it tests
 * what the value is: the same as `as unknown as T`, over two statements. What comes from outside as `any` anyway
 * (JSON, caught errors) is no such detour, nor is a cast to what still has to be tested.
 */
export function isUnknownCast(node: ts.AsExpression | ts.TypeAssertion): boolean {
  const of = bare(node.expression);
  if (!ts.isIdentifier(of) || isStillUnknown(node.type)) return false;
  const declared = declarationOf(of);
  if (declared?.type === undefined || !isUnknown(declared.type)) return false;
  return isToAnything(node.type, declared) || (!isFromOutside(declared) && !isTested(of.text, declared));
}

/** `<T>(data: unknown) => data as T`: whoever calls it says what comes out, and nothing that goes in has to do with it. */
function isToAnything(type: ts.TypeNode, declared: Declared): boolean {
  if (!ts.isParameter(declared) || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName))
    return false;
  const { text } = type.typeName;
  const of = declared.parent;
  const isOwn = of.typeParameters?.some(({ name }) => name.text === text) ?? false;
  return isOwn && !of.parameters.some((one) => one.type !== undefined && mentionsType(one.type, text));
}

function mentionsType(node: ts.Node, name: string): boolean {
  if (ts.isTypeReferenceNode(node) && node.typeName.getText() === name) return true;
  return ts.forEachChild(node, (child) => mentionsType(child, name)) ?? false;
}

function isUnknown(type: ts.TypeNode): boolean {
  if (ts.isParenthesizedTypeNode(type)) return isUnknown(type.type);
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
    const { text } = type.typeName;
    return type
      .getSourceFile()
      .statements.some(
        (one) => ts.isTypeAliasDeclaration(one) && one.name.text === text && isKeyword(one.type),
      );
  }
  return isKeyword(type);
}

const isKeyword = ({ kind }: ts.TypeNode): boolean =>
  kind === ts.SyntaxKind.UnknownKeyword || kind === ts.SyntaxKind.AnyKeyword;

/** `Record<string, unknown>`, `{ a?: unknown }`, `object`, `unknown[]`: what is in them must be tested still. */
function isStillUnknown(type: ts.TypeNode): boolean {
  if (isKeyword(type) || type.kind === ts.SyntaxKind.ObjectKeyword) return true;
  if (ts.isConstTypeReference(type)) return true;
  return tokensOf(type.getSourceFile(), type).includes('unknown');
}

function declarationOf(name: ts.Identifier): Declared | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope !== undefined; scope = scope.parent) {
    if (ts.isFunctionLike(scope)) {
      const parameter = scope.parameters.find(
        (one) => ts.isIdentifier(one.name) && one.name.text === name.text,
      );
      if (parameter !== undefined) return parameter;
    }
    if (ts.isCatchClause(scope) && scope.variableDeclaration?.name.getText() === name.text) return undefined;
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isModuleBlock(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const found = statement.declarationList.declarations.find((one) => one.name.getText() === name.text);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function isFromOutside(declared: Declared): boolean {
  if (ts.isVariableDeclaration(declared)) {
    const from = declared.initializer && bare(declared.initializer);
    const value = from && ts.isAwaitExpression(from) ? bare(from.expression) : from;
    return (
      value !== undefined &&
      ts.isCallExpression(value) &&
      (value.expression.kind === ts.SyntaxKind.ImportKeyword ||
        /(^|\.)(parse|json|require|load|get|deserialize)$/i.test(dottedName(value.expression)))
    );
  }
  const of = declared.parent;
  // A handler is given what was thrown or sent; a guard looks into what it is asked about.
  if (/^(e|err|error|reason|cause|thrown|exception|event|message|msg|data)$/i.test(declared.name.getText()))
    return true;
  return of.type !== undefined && ts.isTypePredicateNode(of.type);
}

/** Whether something near the declaration asks what the value is, or hands it to what may. */
function isTested(name: string, declared: Declared): boolean {
  let scope: ts.Node = declared;
  while (!ts.isSourceFile(scope) && !ts.isFunctionLike(scope)) scope = scope.parent;
  const isName = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === name;
  let left = MAX_NODES;
  const asks = (node: ts.Node): boolean => {
    left -= 1;
    if (left < 0) return true;
    if (ts.isTypeOfExpression(node) && isName(node.expression)) return true;
    if (ts.isCallExpression(node) && node.arguments.some(isName) && !isPrinting(node)) return true;
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.InstanceOfKeyword && isName(node.left)) return true;
      if (kind === ts.SyntaxKind.InKeyword && isName(node.right)) return true;
    }
    if (ts.isSwitchStatement(node) && isName(node.expression)) return true;
    return ts.forEachChild(node, asks) ?? false;
  };
  return asks(scope);
}

const isPrinting = ({ expression }: ts.CallExpression): boolean =>
  dottedName(expression).startsWith('console.');
