import ts from 'typescript';
import { bare, isMark, withMarks } from '../../sources/bare.js';
import { dottedName } from '../../sources/dotted-name.js';
import { constantText } from '../../sources/constant-text.js';
import { isAssignment, Names } from './names.js';
import { nameText } from './written-out.js';

/** What is done with a global, or a part of a built-in module, under whatever name the file has for it. */
export interface Use {
  /** E.g. `process.env.CI`, `globalThis.expect`, `vm.runInThisContext`; `?` for a part that is named at run time. */
  path: string;
  /** `listed` where the names of all its parts are asked for. */
  role: 'read' | 'called' | 'assigned' | 'spied' | 'listed';
  node: ts.Node;
  /** Of a call. */
  args: readonly ts.Expression[];
}

/** Every use of globals and built-in modules in a file, with aliases, destructuring and computed names followed. */
export function namedUses(source: ts.SourceFile): Use[] {
  const names = new Names(source);
  const uses: Use[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBindingElement(node)) addBound(node);
    else if (ts.isExpression(node) && isOutermost(node)) addUse(node);
    if (ts.isCallExpression(node)) addWrites(node);
    for (const [path, role] of asked(node, names)) uses.push({ path, role, node, args: [] });
    ts.forEachChild(node, visit);
  };
  const addUse = (node: ts.Expression): void => {
    if (!isReference(node) && !names.isPicking(node)) return;
    const path = names.pathOf(node);
    if (path !== undefined) uses.push({ path, node, ...roleOf(node) });
  };
  const addBound = (element: ts.BindingElement): void => {
    const path = ts.isIdentifier(element.name) ? names.pathOfBinding(element) : undefined;
    if (path !== undefined) uses.push({ path, role: 'read', node: element, args: [] });
  };
  const addWrites = (call: ts.CallExpression): void => {
    for (const [path, role] of writesOf(call, names)) uses.push({ path, role, node: call, args: [] });
  };
  visit(source);
  return uses;
}

/** `Object.defineProperty(a, 'b', …)`, `Object.assign(a, { b })`, `Reflect.set(a, 'b', …)`, `vi.spyOn(a, 'b')` … */
function writesOf(call: ts.CallExpression, names: Names): [string, Use['role']][] {
  const callee = names.pathOf(call.expression) ?? dottedName(call.expression);
  const [first, second] = call.arguments;
  if (first === undefined) return [];
  if (/^(vi|jest|vitest)\.(stubGlobal)$/.test(callee)) {
    const name = constantText(first);
    return name === undefined ? [] : [[`globalThis.${name}`, 'assigned']];
  }
  const target = names.pathOf(first);
  if (target !== undefined && /^(Object|Reflect)\.setPrototypeOf$/.test(callee)) {
    return [[names.joined(target, '__proto__'), 'assigned']];
  }
  const isSpy = /(^|\.)spyOn$/.test(callee);
  const isWrite = /^(Object|Reflect)\.(defineProperty|set)$|^(jest|vi)\.replaceProperty$/.test(callee);
  const isMany = /^Object\.(assign|defineProperties)$/.test(callee);
  if (second === undefined || (!isSpy && !isWrite && !isMany)) return [];
  if (target === undefined) return [];
  if (!isMany) return [[names.joined(target, constantText(second) ?? '?'), isSpy ? 'spied' : 'assigned']];
  const given = bare(second);
  if (!ts.isObjectLiteralExpression(given)) return [];
  return given.properties.flatMap((one): [string, Use['role']][] =>
    one.name === undefined ? [] : [[names.joined(target, nameText(one.name)), 'assigned']],
  );
}

const LISTING =
  /^(Object\.(keys|values|entries|getOwnPropertyNames|getOwnPropertySymbols|getOwnPropertyDescriptors)|Reflect\.ownKeys|JSON\.stringify)$/;
const HAVING = /^(Reflect\.has|Object\.hasOwn|Object\.prototype\.hasOwnProperty\.call)$/;

/** `'a' in b`, `Object.hasOwn(b, 'a')`, `({ a } = b)`, `Object.keys(b)`, `for (const a in b)` */
function asked(node: ts.Node, names: Names): [string, Use['role']][] {
  const part = (of: ts.Expression, name: ts.Expression): [string, Use['role']][] => {
    const path = names.pathOf(of);
    return path === undefined ? [] : [[names.joined(path, constantText(name) ?? '?'), 'read']];
  };
  if (ts.isForInStatement(node)) {
    const path = names.pathOf(node.expression);
    return path === undefined ? [] : [[path, 'listed']];
  }
  if (isAssignment(node)) return names.assignedParts(node).map(({ path }) => [path, 'read']);
  if (ts.isBinaryExpression(node)) {
    return node.operatorToken.kind === ts.SyntaxKind.InKeyword ? part(node.right, node.left) : [];
  }
  if (!ts.isCallExpression(node)) return [];
  const [first, second] = node.arguments;
  if (first === undefined) return [];
  const callee = names.pathOf(node.expression) ?? '';
  if (second !== undefined && HAVING.test(callee)) return part(first, second);
  if (callee.endsWith('.hasOwnProperty') && ts.isPropertyAccessExpression(node.expression)) {
    return part(node.expression.expression, first);
  }
  const path = LISTING.test(callee) ? names.pathOf(first) : undefined;
  return path === undefined ? [] : [[path, 'listed']];
}

function isReference(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** Not the inside of a longer path, and not a name that is being declared. */
function isOutermost(node: ts.Expression): boolean {
  const marked = withMarks(node);
  if (
    (ts.isPropertyAccessExpression(marked.parent) || ts.isElementAccessExpression(marked.parent)) &&
    marked.parent.expression === marked
  ) {
    return false;
  }
  const { parent } = node;
  if (!ts.isIdentifier(node)) return true;
  const isName =
    ('name' in parent && parent.name === node && !ts.isPropertyAccessExpression(parent)) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isBindingElement(parent) ||
    (ts.isPropertyAccessExpression(parent) && parent.name === node);
  return !isName && !ts.isTypeNode(parent);
}

function roleOf(node: ts.Expression): Pick<Use, 'role' | 'args'> {
  const at = withMarks(node);
  const { parent } = at;
  if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === at) {
    return { role: 'called', args: parent.arguments ?? [] };
  }
  return { role: isTarget(at) || ts.isDeleteExpression(parent) ? 'assigned' : 'read', args: [] };
}

/** `a.b = 1`, `[a.b] = [1]`, `({ c: a.b } = d)`, `for (a.b of c)` */
function isTarget(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const { kind } = parent.operatorToken;
    if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) return true;
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && isTarget(parent.parent);
  const isPart = ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent) || isMark(parent);
  return isPart && isTarget(parent);
}
