import ts from 'typescript';
import { dottedName } from '../../sources/dotted-name.js';
import { constantText } from '../../sources/constant-text.js';

/** What is done with a global, or a part of a built-in module, under whatever name the file has for it. */
export interface Use {
  /** E.g. `process.env.CI`, `globalThis.expect`, `vm.runInThisContext`; `?` for a part that is named at run time. */
  path: string;
  role: 'read' | 'called' | 'assigned' | 'spied';
  node: ts.Node;
  /** Of a call. */
  args: readonly ts.Expression[];
}

const GLOBAL = /^(globalThis|global|window|self)$/;
const ROOTS = new Set(
  (
    'process Object Array Function String Number Boolean Symbol Map Set WeakMap WeakSet Promise Error RegExp Date ' +
    'Reflect JSON Math eval require module import.meta expect assert vi jest chai console Buffer'
  ).split(' '),
);
const BUILT_IN =
  /^(?:node:)?(process|vm|v8|module|inspector|worker_threads|child_process|assert|repl)(?:\/.*)?$/;
const MAX_DEPTH = 12;

/** Every use of globals and built-in modules in a file, with aliases, destructuring and computed names followed. */
export function namedUses(source: ts.SourceFile): Use[] {
  const names = new Names(source);
  const uses: Use[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBindingElement(node)) addBound(node);
    else if (ts.isExpression(node) && isOutermost(node)) addUse(node);
    if (ts.isCallExpression(node)) addWrites(node);
    ts.forEachChild(node, visit);
  };
  const addUse = (node: ts.Expression): void => {
    if (!isReference(node)) return;
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
  const isSpy = /(^|\.)spyOn$/.test(callee);
  const isWrite = /^(Object|Reflect)\.(defineProperty|set)$|^(jest|vi)\.replaceProperty$/.test(callee);
  const isMany = /^Object\.(assign|defineProperties)$/.test(callee);
  if (second === undefined || (!isSpy && !isWrite && !isMany)) return [];
  const target = names.pathOf(first);
  if (target === undefined) return [];
  if (!isMany) return [[names.joined(target, constantText(second) ?? '?'), isSpy ? 'spied' : 'assigned']];
  if (!ts.isObjectLiteralExpression(second)) return [];
  return second.properties.flatMap((one): [string, Use['role']][] =>
    one.name === undefined ? [] : [[names.joined(target, nameText(one.name)), 'assigned']],
  );
}

/** What a name was declared as: something that leads on, a path, or nothing that is known. */
type Declared = ts.Expression | ts.BindingElement | string | undefined;
type Scope = Map<string, Declared>;

/** How a file calls what it did not declare. */
class Names {
  readonly #scopes = new Map<ts.Node, Scope>();

  constructor(source: ts.SourceFile) {
    const declare = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node)) this.#addImport(node);
      else if (ts.isVariableDeclaration(node) || ts.isParameter(node)) {
        if (ts.isIdentifier(node.name)) this.#declare(node, node.name.text, node.initializer);
      } else if (ts.isBindingElement(node) && ts.isIdentifier(node.name))
        this.#declare(node, node.name.text, node);
      else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
        this.#declare(node, node.name.text, undefined);
      }
      ts.forEachChild(node, declare);
    };
    declare(source);
    const assign = (node: ts.Node): void => {
      if (isAssignment(node) && ts.isIdentifier(node.left)) this.#assign(node.left, node.right);
      ts.forEachChild(node, assign);
    };
    assign(source);
  }

  #declare(node: ts.Node, name: string, as: Declared): void {
    const scope = scopeOf(node.parent);
    const names = this.#scopes.get(scope) ?? new Map<string, Declared>();
    this.#scopes.set(scope, names);
    names.set(name, as);
  }

  /** What is declared without a value takes the first that it is given. */
  #assign(name: ts.Identifier, value: ts.Expression): void {
    const scope = this.#scopeWith(name, name.text);
    if (scope !== undefined && scope.get(name.text) === undefined && this.pathOf(value) !== undefined) {
      scope.set(name.text, value);
    }
  }

  #scopeWith(at: ts.Node, name: string): Scope | undefined {
    for (let node: ts.Node | undefined = at; node !== undefined; node = node.parent) {
      const scope = this.#scopes.get(node);
      if (scope?.has(name)) return scope;
    }
    return undefined;
  }

  #addImport(node: ts.ImportDeclaration): void {
    const { moduleSpecifier, importClause } = node;
    if (!ts.isStringLiteral(moduleSpecifier) || importClause === undefined) return;
    const module = BUILT_IN.exec(moduleSpecifier.text)?.[1];
    const isRunner = /^(vitest|@jest\/globals|bun:test|expect|chai)$/.test(moduleSpecifier.text);
    const bindings = importClause.namedBindings;
    const all = [
      ...(importClause.name ? [[importClause.name.text, 'default']] : []),
      ...(bindings && ts.isNamespaceImport(bindings) ? [[bindings.name.text, 'default']] : []),
      ...(bindings && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text])
        : []),
    ];
    for (const [name = '', of = ''] of all) {
      if (module !== undefined) this.#declare(node, name, of === 'default' ? module : `${module}.${of}`);
      else this.#declare(node, name, isRunner && ROOTS.has(of) ? of : undefined);
    }
  }

  pathOf(node: ts.Expression, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (ts.isIdentifier(node)) return this.#named(node, depth);
    if (ts.isPropertyAccessExpression(node)) {
      const of = this.pathOf(node.expression, depth + 1);
      return of === undefined ? undefined : this.joined(of, node.name.text);
    }
    if (ts.isElementAccessExpression(node)) {
      const of = this.pathOf(node.expression, depth + 1);
      return of === undefined ? undefined : this.joined(of, constantText(node.argumentExpression) ?? '?');
    }
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
      return this.pathOf(node.expression, depth + 1);
    }
    if (ts.isAwaitExpression(node)) return this.pathOf(node.expression, depth + 1);
    if (ts.isMetaProperty(node)) return 'import.meta';
    if (ts.isBinaryExpression(node)) return this.#ofOperands(node, depth);
    if (ts.isCallExpression(node)) return this.#ofCall(node, depth);
    return undefined;
  }

  pathOfBinding(element: ts.BindingElement, depth = 0): string | undefined {
    if (depth > MAX_DEPTH || element.dotDotDotToken !== undefined) return undefined;
    const key = element.propertyName ?? element.name;
    if (ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key)) return undefined;
    const { parent } = element.parent;
    const of = ts.isBindingElement(parent)
      ? this.pathOfBinding(parent, depth + 1)
      : parent.initializer && this.pathOf(parent.initializer, depth + 1);
    return of === undefined ? undefined : this.joined(of, nameText(key));
  }

  joined(of: string, name: string): string {
    if (GLOBAL.test(of))
      return ROOTS.has(name) && !/^(expect|assert|vi|jest)$/.test(name) ? name : `globalThis.${name}`;
    return name === 'default' ? of : `${of}.${name}`;
  }

  #named(node: ts.Identifier, depth: number): string | undefined {
    const name = node.text;
    const scope = this.#scopeWith(node, name);
    if (scope !== undefined) {
      const declared = scope.get(name);
      if (declared === undefined || typeof declared === 'string') return declared;
      // `const process = globalThis.process` speaks of the name outside.
      return this.#follow(declared, depth + 1);
    }
    if (GLOBAL.test(name)) return 'globalThis';
    return ROOTS.has(name) ? name : undefined;
  }

  #follow(to: ts.Expression | ts.BindingElement, depth: number): string | undefined {
    return ts.isBindingElement(to) ? this.pathOfBinding(to, depth) : this.pathOf(to, depth);
  }

  #ofOperands(node: ts.BinaryExpression, depth: number): string | undefined {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.CommaToken) return this.pathOf(node.right, depth + 1);
    const isEither = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
    return isEither ? (this.pathOf(node.left, depth + 1) ?? this.pathOf(node.right, depth + 1)) : undefined;
  }

  /** `require('vm')`, `import('vm')`, `process.getBuiltinModule('vm')`, `Reflect.get(process, 'exit')` */
  #ofCall(node: ts.CallExpression, depth: number): string | undefined {
    const [first, second] = node.arguments;
    if (first === undefined) return undefined;
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const callee = isImport ? 'import' : this.pathOf(node.expression, depth + 1);
    if (callee === 'Reflect.get' && second !== undefined) {
      const of = this.pathOf(first, depth + 1);
      return of === undefined ? undefined : this.joined(of, constantText(second) ?? '?');
    }
    if (!isImport && callee !== 'require' && callee !== 'process.getBuiltinModule') return undefined;
    return BUILT_IN.exec(constantText(first) ?? '')?.[1];
  }
}

function scopeOf(node: ts.Node): ts.Node {
  let at = node;
  while (
    at.parent !== undefined &&
    !ts.isBlock(at) &&
    !ts.isFunctionLike(at) &&
    !ts.isModuleBlock(at) &&
    !ts.isCaseBlock(at)
  ) {
    at = at.parent;
  }
  return at;
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function nameText(name: ts.PropertyName): string {
  if (ts.isComputedPropertyName(name)) return constantText(name.expression) ?? '?';
  return name.text;
}

function isReference(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    isReflected(node)
  );
}

const isReflected = (node: ts.Expression): boolean =>
  ts.isCallExpression(node) && dottedName(node.expression) === 'Reflect.get';

/** Not the inside of a longer path, and not a name that is being declared. */
function isOutermost(node: ts.Expression): boolean {
  const { parent } = node;
  if (
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
    parent.expression === node
  ) {
    return false;
  }
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
  let at: ts.Node = node;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isNonNullExpression(at.parent) ||
    ts.isAsExpression(at.parent)
  ) {
    at = at.parent;
  }
  const { parent } = at;
  if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === at) {
    return { role: 'called', args: parent.arguments ?? [] };
  }
  const isTarget =
    ts.isBinaryExpression(parent) &&
    parent.left === at &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  return { role: isTarget || ts.isDeleteExpression(parent) ? 'assigned' : 'read', args: [] };
}
