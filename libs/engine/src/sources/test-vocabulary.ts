import ts from 'typescript';
import { unreachable } from '@quality-gates/contract';
import { isMark } from './bare.js';
import { constantText } from './constant-text.js';

/** What a name of a test file stands for. */
export type Role =
  | { kind: 'test' | 'suite'; modifiers: readonly string[]; dynamic: boolean }
  | { kind: 'expect' }
  /** `assert` itself, or the function of it that `member` names. */
  | { kind: 'assert'; member?: string }
  | { kind: 'namespace' };

export type Vocabulary = ReadonlyMap<string, Role>;

const test = (...modifiers: string[]): Role => ({ kind: 'test', modifiers, dynamic: false });
const suite = (...modifiers: string[]): Role => ({ kind: 'suite', modifiers, dynamic: false });

const GLOBALS: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['it', test()],
  ['test', test()],
  ['specify', test()],
  ['fit', test('only')],
  ['xit', test('skip')],
  ['xtest', test('skip')],
  ['xspecify', test('skip')],
  ['describe', suite()],
  ['suite', suite()],
  ['context', suite()],
  ['fdescribe', suite('only')],
  ['xdescribe', suite('skip')],
  ['xcontext', suite('skip')],
  ['expect', { kind: 'expect' }],
  ['expectTypeOf', { kind: 'expect' }],
  ['assert', { kind: 'assert' }],
]);

/** Modifiers that stand alone (`it.skip`) and those that are called first (`it.each(table)`). */
const MODIFIERS = new Set(
  'only skip todo fails failing fail concurrent sequential shuffle serial parallel fixme slow'.split(' '),
);
const CALLED = new Set(['each', 'for', 'skipIf', 'runIf', 'extend', 'scoped', 'override']);
const MULTIPLIED = new Set(['each', 'for']);

const TEST_BY_DEFAULT = /^(node:test|ava|tape|tap|zora|uvu)$/;
const ASSERT_MODULES = /^((node:)?assert(\/strict)?|uvu\/assert)$/;
const TEST_MODULES =
  /^(vitest|bun:test|mocha|chai|@jest\/globals|@playwright\/test|expect|node:test|jest-without-globals)$/;

/** What the names of a file stand for: the globals of test runners, imports under any name, and constants made of them. */
export function vocabularyOf(source: ts.SourceFile): Vocabulary {
  const names = new Map(GLOBALS);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) addImport(statement, names);
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) addConstant(declaration, names);
    }
  }
  return names;
}

/** What an expression stands for where it is, or is derived from, a test or a suite function. */
export function roleOf(node: ts.Expression, names: Vocabulary): Role | undefined {
  if (ts.isIdentifier(node)) return names.get(node.text);
  if (isMark(node)) return roleOf(node.expression, names);
  if (ts.isPropertyAccessExpression(node)) return memberRole(node.expression, node.name.text, names);
  if (ts.isElementAccessExpression(node)) {
    const name = constantText(node.argumentExpression);
    if (name !== undefined) return memberRole(node.expression, name, names);
    const of = roleOf(node.expression, names);
    return of && modified(of, 'runIf');
  }
  if (ts.isCallExpression(node)) return calledRole(node.expression, names, node.arguments[0]);
  if (ts.isTaggedTemplateExpression(node)) return calledRole(node.tag, names);
  if (ts.isConditionalExpression(node)) return chosenRole(node, names);
  return undefined;
}

function memberRole(of: ts.Expression, name: string, names: Vocabulary): Role | undefined {
  if (ts.isIdentifier(of) && /^(globalThis|global|window|self)$/.test(of.text)) return GLOBALS.get(name);
  const role = roleOf(of, names);
  switch (role?.kind) {
    case undefined:
      return undefined;
    case 'namespace':
      return GLOBALS.get(name);
    case 'assert':
      return name === 'strict' ? { kind: 'assert' } : { kind: 'assert', member: name };
    case 'expect':
      return undefined;
    case 'test':
    case 'suite': {
      if (MODIFIERS.has(name)) return modified(role, name);
      const other = GLOBALS.get(name);
      if (other?.kind !== 'test' && other?.kind !== 'suite') return undefined;
      return { ...role, kind: other.kind, modifiers: [...role.modifiers, ...other.modifiers] };
    }
    default:
      return unreachable(role);
  }
}

function calledRole(callee: ts.Expression, names: Vocabulary, condition?: ts.Expression): Role | undefined {
  const name = ts.isPropertyAccessExpression(callee)
    ? callee.name.text
    : ts.isElementAccessExpression(callee)
      ? constantText(callee.argumentExpression)
      : undefined;
  if (name === undefined || !CALLED.has(name)) return requiredRole(callee, condition);
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return undefined;
  const role = roleOf(callee.expression, names);
  if (role?.kind !== 'test' && role?.kind !== 'suite') return undefined;
  if (MULTIPLIED.has(name)) return { ...role, dynamic: true };
  return name === 'skipIf' || name === 'runIf' ? modified(role, name) : role;
}

function requiredRole(callee: ts.Expression, what: ts.Expression | undefined): Role | undefined {
  if (!ts.isIdentifier(callee) || callee.text !== 'require' || what === undefined) return undefined;
  const module = constantText(what);
  return module === undefined ? undefined : defaultOf(module);
}

function chosenRole(node: ts.ConditionalExpression, names: Vocabulary): Role | undefined {
  const one = roleOf(node.whenTrue, names) ?? roleOf(node.whenFalse, names);
  return one && modified(one, 'runIf');
}

function modified(role: Role, modifier: string): Role {
  return role.kind === 'test' || role.kind === 'suite'
    ? { ...role, modifiers: [...role.modifiers, modifier] }
    : role;
}

function defaultOf(module: string): Role | undefined {
  if (TEST_BY_DEFAULT.test(module)) return test();
  if (ASSERT_MODULES.test(module)) return { kind: 'assert' };
  return TEST_MODULES.test(module) ? { kind: 'namespace' } : undefined;
}

function namedOf(module: string, name: string): Role | undefined {
  if (ASSERT_MODULES.test(module)) {
    return name === 'strict' || name === 'default' ? { kind: 'assert' } : { kind: 'assert', member: name };
  }
  return name === 'default' ? defaultOf(module) : GLOBALS.get(name);
}

function addImport(statement: ts.ImportDeclaration, names: Map<string, Role>): void {
  const { moduleSpecifier, importClause } = statement;
  if (!ts.isStringLiteral(moduleSpecifier) || importClause === undefined) return;
  const module = moduleSpecifier.text;
  const whole = defaultOf(module);
  if (importClause.name && whole) names.set(importClause.name.text, whole);
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) {
    if (whole) names.set(bindings.name.text, ASSERT_MODULES.test(module) ? whole : { kind: 'namespace' });
    return;
  }
  for (const { name, propertyName } of bindings.elements) {
    const role = namedOf(module, (propertyName ?? name).text);
    if (role !== undefined) names.set(name.text, role);
  }
}

function addConstant(declaration: ts.VariableDeclaration, names: Map<string, Role>): void {
  const { name, initializer } = declaration;
  if (initializer === undefined) return;
  const role = roleOf(initializer, names);
  if (ts.isIdentifier(name)) {
    if (role !== undefined) names.set(name.text, role);
    return;
  }
  if (role === undefined || !ts.isObjectBindingPattern(name)) return;
  for (const element of name.elements) {
    if (!ts.isIdentifier(element.name)) continue;
    const from = element.propertyName ?? element.name;
    if (!ts.isIdentifier(from)) continue;
    const member = memberOf(role, from.text);
    if (member !== undefined) names.set(element.name.text, member);
  }
}

/** What `const { name } = …` takes out of what was required. */
function memberOf(role: Role, name: string): Role | undefined {
  if (role.kind === 'assert') return { kind: 'assert', member: name };
  return GLOBALS.get(name);
}
