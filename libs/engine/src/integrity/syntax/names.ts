import ts from 'typescript';
import { bare } from '../../sources/bare.js';
import { constantText } from '../../sources/constant-text.js';
import { declarationsIn, type Declared } from './declared-names.js';
import { BUILT, functionNamed, kindOf, nameText, partOf } from './written-out.js';

const GLOBAL = /^(globalThis|global|window|self)$/;
const ROOTS = new Set(
  (
    'process Object Array Function String Number Boolean Symbol Map Set WeakMap WeakSet Promise Error RegExp Date ' +
    'Reflect JSON Math eval require module import.meta expect assert vi jest chai console Buffer'
  ).split(' '),
);
const BUILT_IN =
  /^(?:node:)?(process|vm|v8|module|inspector|worker_threads|child_process|assert|repl)(?:\/.*)?$/;
const RUNNER = /^(vitest|@jest\/globals|bun:test|expect|chai)$/;
/** Calls that give a part of their first argument, by a name that is their second. */
const PICKING = /^(Reflect\.(get|getOwnPropertyDescriptor)|Object\.getOwnPropertyDescriptor)$/;
/** Calls that give their first argument back. */
const PASSING = /^Object\.(freeze|seal|preventExtensions)$/;
const PROTOTYPE = /^(Object|Reflect)\.getPrototypeOf$/;
/** Whose copies tell as much as they do. Copies of others are objects of their own. */
const COPIED = /^(process|import\.meta)(\.env)?$/;
const MAX_DEPTH = 12;

type Scope = Map<string, Declared>;

/** How a file calls what it did not declare. */
export class Names {
  readonly #scopes = new Map<ts.Node, Scope>();

  constructor(source: ts.SourceFile) {
    for (const { scope, name, as } of declarationsIn(source)) {
      const names = this.#scopes.get(scope) ?? new Map<string, Declared>();
      this.#scopes.set(scope, names);
      names.set(name, as);
    }
    const assign = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) this.#hand(node);
      if (isAssignment(node)) {
        if (ts.isIdentifier(node.left)) this.#assign(node.left, node.right);
        for (const { to, path } of this.assignedParts(node)) if (ts.isIdentifier(to)) this.#assign(to, path);
      }
      ts.forEachChild(node, assign);
    };
    assign(source);
  }

  /** What is declared without a value takes the first that it is given. */
  #assign(name: ts.Identifier, value: ts.Expression | string): void {
    const scope = this.#scopeWith(name, name.text);
    if (scope === undefined || scope.get(name.text) !== undefined) return;
    if (typeof value === 'string' || this.pathOf(value) !== undefined) scope.set(name.text, value);
  }

  /** A parameter stands for what the first call of the file hands in that has a path. */
  #hand(call: ts.CallExpression): void {
    const callee = bare(call.expression);
    const called = ts.isIdentifier(callee) ? this.#valueOf(callee) : callee;
    if (called === undefined || !ts.isFunctionLike(called)) return;
    const scope = this.#scopes.get(called);
    for (const [at, { name }] of called.parameters.entries()) {
      const given = call.arguments[at];
      if (!ts.isIdentifier(name) || given === undefined || scope?.get(name.text) !== undefined) continue;
      if (this.pathOf(given) !== undefined) scope?.set(name.text, given);
    }
  }

  #scopeWith(at: ts.Node, name: string): Scope | undefined {
    for (let node: ts.Node | undefined = at; node !== undefined; node = node.parent) {
      const scope = this.#scopes.get(node);
      if (scope?.has(name)) return scope;
    }
    return undefined;
  }

  /** `({ env } = process)`, `({ env: all } = process)` */
  assignedParts(node: ts.BinaryExpression): { to: ts.Node; path: string }[] {
    const left = bare(node.left);
    if (!ts.isObjectLiteralExpression(left)) return [];
    const of = this.pathOf(node.right);
    if (of === undefined) return [];
    return left.properties.flatMap((one) => {
      if (ts.isShorthandPropertyAssignment(one))
        return [{ to: one.name, path: this.joined(of, one.name.text) }];
      return ts.isPropertyAssignment(one)
        ? [{ to: one.initializer, path: this.joined(of, nameText(one.name)) }]
        : [];
    });
  }

  pathOf(expression: ts.Expression, depth = 0): string | undefined {
    const node = bare(expression);
    if (depth > MAX_DEPTH) return undefined;
    if (ts.isIdentifier(node)) return this.#named(node, depth);
    if (ts.isPropertyAccessExpression(node)) {
      const of = this.pathOf(node.expression, depth + 1);
      if (of === undefined) return this.#ofMember(node.expression, node.name.text, depth + 1);
      return node.name.text === 'value' && this.isDescriptor(node.expression)
        ? of
        : this.joined(of, node.name.text);
    }
    if (ts.isElementAccessExpression(node)) {
      const of = this.pathOf(node.expression, depth + 1);
      const name = constantText(node.argumentExpression);
      if (of === undefined) {
        return name === undefined ? undefined : this.#ofMember(node.expression, name, depth + 1);
      }
      return this.joined(of, name ?? '?');
    }
    if (ts.isAwaitExpression(node)) return this.pathOf(node.expression, depth + 1);
    if (ts.isMetaProperty(node)) return 'import.meta';
    if (ts.isBinaryExpression(node)) return this.#ofOperands(node, depth);
    if (ts.isCallExpression(node)) return this.#ofCall(node, depth);
    if (ts.isObjectLiteralExpression(node)) {
      const spread = node.properties.flatMap((one) => (ts.isSpreadAssignment(one) ? [one.expression] : []));
      return this.#ofCopy(spread, depth);
    }
    return undefined;
  }

  pathOfBinding(element: ts.BindingElement, depth = 0): string | undefined {
    if (depth > MAX_DEPTH || element.dotDotDotToken !== undefined) return undefined;
    const key = element.propertyName ?? element.name;
    if (ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key)) return undefined;
    const { parent } = element.parent;
    const at = ts.isArrayBindingPattern(element.parent)
      ? String(element.parent.elements.indexOf(element))
      : nameText(key);
    if (!ts.isBindingElement(parent) && parent.initializer) {
      const part = this.#ofMember(parent.initializer, at, depth + 1);
      if (part !== undefined) return part;
    }
    const of = ts.isBindingElement(parent)
      ? this.pathOfBinding(parent, depth + 1)
      : parent.initializer && this.pathOf(parent.initializer, depth + 1);
    return of === undefined ? undefined : this.joined(of, nameText(key));
  }

  joined(of: string, name: string): string {
    if (name === 'constructor' && BUILT.test(of)) return 'Function';
    if (name === 'constructor' && of.endsWith('.prototype')) return of.slice(0, -'.prototype'.length);
    if (!GLOBAL.test(of)) return name === 'default' ? of : `${of}.${name}`;
    if (GLOBAL.test(name)) return 'globalThis';
    return ROOTS.has(name) && !/^(expect|assert|vi|jest)$/.test(name) ? name : `globalThis.${name}`;
  }

  /** Whether a call gives a part of its first argument, named by its second. */
  isPicking(node: ts.Expression): node is ts.CallExpression {
    const call = bare(node);
    return ts.isCallExpression(call) && PICKING.test(this.pathOf(call.expression) ?? '');
  }

  isDescriptor(node: ts.Expression): boolean {
    const call = bare(node);
    return ts.isCallExpression(call) && (this.pathOf(call.expression) ?? '').endsWith('Descriptor');
  }

  #named(node: ts.Identifier, depth: number): string | undefined {
    const name = node.text;
    const scope = this.#scopeWith(node, name);
    if (scope !== undefined) {
      const declared = scope.get(name);
      if (declared === undefined || typeof declared === 'string') return declared;
      if ('module' in declared) return ofModule(declared.module, declared.name);
      return this.#follow(declared, depth + 1);
    }
    if (GLOBAL.test(name)) return 'globalThis';
    return ROOTS.has(name) ? name : undefined;
  }

  /** What a name of the file was given, where that is an expression or a function of the file. */
  #valueOf(node: ts.Expression, depth = 0): ts.Node | undefined {
    const value = bare(node);
    if (!ts.isIdentifier(value) || depth > MAX_DEPTH) return value;
    const scope = this.#scopeWith(value, value.text);
    const declared = scope?.get(value.text);
    if (declared === undefined) return scope && functionNamed(value);
    if (typeof declared === 'string' || 'module' in declared || ts.isBindingElement(declared))
      return undefined;
    return this.#valueOf(declared, depth + 1);
  }

  /** A part of what is written out in the file: `{ of: Object }.of`, `[Object][0]`, `{}.constructor`. */
  #ofMember(node: ts.Expression, name: string, depth: number): string | undefined {
    const value = depth > MAX_DEPTH ? undefined : this.#valueOf(node, depth);
    if (value === undefined) return undefined;
    const part = partOf(value, name);
    if (part !== undefined) return this.pathOf(part, depth + 1);
    const kind = kindOf(value);
    if (kind === undefined) return undefined;
    if (name === 'constructor') return kind;
    return name === '__proto__' ? `${kind}.prototype` : undefined;
  }

  #prototypeOf(node: ts.Expression, depth: number): string | undefined {
    const path = this.pathOf(node, depth);
    if (path !== undefined) {
      if (BUILT.test(path)) return 'Function.prototype';
      return path.endsWith('.prototype') && path !== 'Object.prototype' ? 'Object.prototype' : undefined;
    }
    return this.#ofMember(node, '__proto__', depth);
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
    const callee = isImport ? 'import' : (this.pathOf(node.expression, depth + 1) ?? '');
    if (PICKING.test(callee) && second !== undefined) {
      const of = this.pathOf(first, depth + 1);
      return of === undefined ? undefined : this.joined(of, constantText(second) ?? '?');
    }
    if (PROTOTYPE.test(callee)) return this.#prototypeOf(first, depth + 1);
    if (PASSING.test(callee)) return this.pathOf(first, depth + 1);
    if (callee === 'Object.assign' || isStructuredClone(node)) return this.#ofCopy(node.arguments, depth);
    if (!isImport && callee !== 'require' && callee !== 'process.getBuiltinModule') return undefined;
    return BUILT_IN.exec(constantText(first) ?? '')?.[1];
  }

  /** `{ ...process.env }` has what it was made of. */
  #ofCopy(made: readonly ts.Expression[], depth: number): string | undefined {
    return made
      .map((one) => this.pathOf(one, depth + 1))
      .find((path) => path !== undefined && COPIED.test(path));
  }
}

const isStructuredClone = ({ expression }: ts.CallExpression): boolean =>
  ts.isIdentifier(expression) && expression.text === 'structuredClone';

/** What an import of a built-in module or of a test runner stands for. */
function ofModule(specifier: string, name: string): string | undefined {
  const module = BUILT_IN.exec(specifier)?.[1];
  if (module !== undefined) return name === 'default' ? module : `${module}.${name}`;
  return RUNNER.test(specifier) && ROOTS.has(name) ? name : undefined;
}

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}
