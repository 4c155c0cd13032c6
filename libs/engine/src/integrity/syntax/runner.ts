import ts from 'typescript';
import { bare } from '../../sources/bare.js';
import { dottedName } from '../../sources/dotted-name.js';
import { constantNamed, constantText } from '../../sources/constant-text.js';
import { vocabularyOf } from '../../sources/test-vocabulary.js';
import type { Use } from './named-uses.js';
import type { Occurrence } from './occurrence.js';
import { isMatcherOfRunner } from './matchers.js';
import { isProduct, isProgram, type AboutFiles, type Side } from './sides.js';
import { occurrenceAt } from './surroundings.js';
import { nameText } from './written-out.js';

/** Names under which runners keep their state, and places where a process reaches into others. */
const SECRET =
  /^(__vitest_\w*|__vite_ssr_\w*|__VITEST\w*|__jest\w*|__JEST\w*|__coverage__|expect-global|\$\$jest-\S*|jest\.asymmetricMatcher|JEST_STATE_SYMBOL|JEST_MATCHERS_OBJECT|TEST_TIMEOUT_SYMBOL|RETRY_TIMES|JEST_ASYMMETRIC\w*)$/;
const OTHER_PROCESS =
  /(^|[\s'"`(])(\/proc\/(?!(cpuinfo|meminfo|version|stat|uptime|loadavg|filesystems|sys\/|self\/cgroup))|\/dev\/fd\/)/;

const RUNNERS =
  /^(vitest(\/(?!config$).*)?|@vitest\/(runner|expect|spy|snapshot|utils)(\/.*)?|@jest\/(globals|expect|core|environment|reporters|test-result)|jest(-circus|-jasmine2|-runner|-runtime|-mock|-environment.*)?|expect|node:test(\/.*)?|bun:test|mocha|ava|chai|tinyspy)$/;
const INTERNALS =
  /^(vitest\/(node|suite|runners|worker|workers|execute|internal.*)|@vitest\/(runner|expect|snapshot)(\/.*)?|@jest\/(expect|core|environment|reporters|test-result)|jest-(circus|jasmine2|runner|runtime|environment.*)(\/.*)?|node:test\/reporters|(node:)?inspector(\/promises)?)$/;

interface Reach {
  path: RegExp;
  roles?: readonly Use['role'][];
  where?: 'product' | 'test';
  /** Not in programs. */
  unlessProgram?: true;
  why: string;
}

const JUDGEMENT = 'what a test asserts can come to mean nothing';
const REPORT = 'what the runner reports can be changed';
const MAX_DEPTH = 20;
const HIDDEN = 'what runs there cannot be seen by reading it';

const REACHES: readonly Reach[] = [
  {
    path: /^globalThis\.(expect|it|test|describe|suite|assert|before\w*|after\w*|vi|jest|chai)$/,
    roles: ['assigned'],
    why: JUDGEMENT,
  },
  { path: /^(expect|assert|chai|vi|jest)\.\w+/, roles: ['assigned', 'spied'], why: JUDGEMENT },
  {
    path: /^(Object|Array|Function|String|Number|Boolean|Symbol|Map|Set|WeakMap|WeakSet|Promise|Error|RegExp|Date|Reflect)\.(prototype\b|\w+$)/,
    roles: ['assigned'],
    why: JUDGEMENT,
  },
  { path: /^(JSON|Math)\.\w+$/, roles: ['assigned'], where: 'product', why: JUDGEMENT },
  { path: /^(Object\.(is|keys)|[A-Z]\w*\.prototype\.\w+)$/, roles: ['spied'], why: JUDGEMENT },
  {
    path: /^globalThis\.(Object|Array|Function|String|Number|Boolean|Symbol|Map|Set|Promise|Error|RegExp|Reflect|JSON|process)$/,
    roles: ['assigned'],
    why: JUDGEMENT,
  },
  {
    path: /^(Object|Array|Function|Symbol|Map|Set|Promise|Error|Reflect|JSON|process)$/,
    roles: ['assigned'],
    why: JUDGEMENT,
  },
  { path: /^process\.(stdout|stderr)\.(write|_write|fd|_handle)$/, roles: ['assigned'], why: REPORT },
  { path: /^process\.exitCode$/, roles: ['assigned'], unlessProgram: true, why: REPORT },
  { path: /^process\.(emit|on|nextTick|reallyExit)$/, roles: ['assigned'], why: REPORT },
  {
    path: /^process\.(send|channel|connected|disconnect|ppid|mainModule)\b/,
    unlessProgram: true,
    why: REPORT,
  },
  { path: /^worker_threads\.(parentPort|workerData)\b/, unlessProgram: true, why: REPORT },
  { path: /^process\.(binding|_linkedBinding|reallyExit|dlopen)\b/, why: REPORT },
  { path: /^v8\.(setFlagsFromString|startupSnapshot)\b/, why: REPORT },
  { path: /^inspector\b/, why: REPORT },
  {
    path: /^module\.(Module\.)?(prototype\._?\w+|_load|_resolveFilename|_extensions|_cache|_compile|register|registerHooks|syncBuiltinESMExports|wrap)\b/,
    why: 'other code than what stands in the tree can be loaded',
  },
  { path: /^require\.(cache|extensions)\b/, why: 'other code than what stands in the tree can be loaded' },
  { path: /^vm\.\w+/, why: HIDDEN },
  { path: /^(globalThis\.)?(eval|Function)$/, roles: ['called'], why: HIDDEN },
  { path: /^Function\.(call|apply|bind|prototype\.constructor)$/, roles: ['called'], why: HIDDEN },
  { path: /^(globalThis|process)\.\?/, why: HIDDEN },
  { path: /^expect\.(addEqualityTesters|setState)$/, roles: ['called'], why: JUDGEMENT },
  { path: /^globalThis\.(__vitest|__jest|__coverage__)/, why: REPORT },
];
const LISTENED =
  /^(exit|beforeExit|uncaughtException|uncaughtExceptionMonitor|unhandledRejection|message|multipleResolves)$/;

/** Code, of tests as of the product, that reaches into the runner, or hides what it does. */
export function runnerTouched(side: Side, uses: readonly Use[], about: AboutFiles): Occurrence[] {
  const found: Occurrence[] = [];
  const product = isProduct(side);
  const program = isProgram(side, about);
  const add = (node: ts.Node, what: string, why: string): void => {
    found.push(
      occurrenceAt(side, node, {
        rule: 'runner-touched',
        kind: what,
        message: `${what} reaches into what runs and judges the tests: ${why}. Take it out; where the product needs it, ask for a waiver and say why.`,
      }),
    );
  };

  for (const use of uses) {
    const reach = REACHES.find(
      ({ path, roles, where, unlessProgram }) =>
        path.test(use.path) &&
        (roles === undefined || roles.includes(use.role)) &&
        (where === undefined || where === (side.isTest ? 'test' : 'product')) &&
        !(unlessProgram && program),
    );
    if (reach !== undefined && isHarmless(use, side)) continue;
    if (reach !== undefined) add(use.node, `"${use.path}"`, reach.why);
    else if (!program && isListener(use)) add(use.node, `A listener on the process’s end`, REPORT);
    else if (isEvaluated(use)) add(use.node, 'A worker that runs a text', HIDDEN);
    else if (isEnumeration(use)) add(use.node, 'Listing the globals', REPORT);
  }
  const matchers = replacedMatchers(side);
  for (const { node, name } of matchers) add(node, `Another matcher under the name "${name}"`, JUDGEMENT);
  const visit = (node: ts.Node): void => {
    const told = reachedBy(node, product);
    if (told !== undefined) add(node, told.what, told.why);
    if (!ts.isIdentifier(node) && constantText(node) !== undefined) return;
    ts.forEachChild(node, visit);
  };
  visit(side.source);
  return found;
}

const BUILT_INS: Readonly<Record<string, unknown>> = {
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  Symbol,
  Map,
  Set,
  WeakMap,
  WeakSet,
  Promise,
  Error,
  RegExp,
  Date,
  Reflect,
};
/** Not there by themselves, and asked for by whoever compares, prints or awaits. */
const ASKED_FOR =
  /^(asymmetricMatch|\$\$typeof|toJSON|then|prepareStackTrace|stackTraceLimit|equals|inspect|\?)$/;

/** Tests may set a time, and may pollute a prototype with what nobody else asks for, to see that it does no harm. */
function isHarmless({ path, role }: Use, side: Side): boolean {
  if (!side.isTest || role !== 'assigned') return false;
  if (path === 'Date.now') return true;
  const [root = '', second, third] = path.split('.');
  const built = BUILT_INS[root];
  const name = second === 'prototype' ? third : second;
  if (built === undefined || name === undefined || ASKED_FOR.test(name)) return false;
  const owner: unknown =
    second === 'prototype' && built instanceof Object ? Reflect.get(built, 'prototype') : built;
  return (
    !(owner instanceof Object || typeof owner === 'object') || owner === null || !Reflect.has(owner, name)
  );
}

function isListener({ path, role, args }: Use): boolean {
  if (
    role !== 'called' ||
    !/^process\.(on|once|addListener|prepend(Once)?Listener|off|removeAllListeners)$/.test(path)
  )
    return false;
  const name = args[0] && constantText(args[0]);
  return name !== undefined && LISTENED.test(name);
}

const isEnumeration = ({ path, role }: Use): boolean => role === 'listed' && path === 'globalThis';

function reachedBy(node: ts.Node, product: boolean): { what: string; why: string } | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return imported(node, product);
  if (ts.isCallExpression(node)) return loaded(node, product) ?? spelled(constantText(node), product);
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
    if (SECRET.test(node.text)) return { what: `"${node.text}"`, why: REPORT };
    return product && node.text === 'asymmetricMatch' && isDeclaredName(node)
      ? { what: 'A value that says itself what it equals ("asymmetricMatch")', why: JUDGEMENT }
      : undefined;
  }
  if (ts.isComputedPropertyName(node) && product) return hooked(node);
  if (ts.isPropertyAccessExpression(node)) return accessed(node);
  if (ts.isBinaryExpression(node) && isTaskResult(node))
    return { what: 'Setting the result of a test', why: REPORT };
  if (ts.isBinaryExpression(node) || ts.isTemplateExpression(node) || ts.isStringLiteralLike(node)) {
    const text = constantText(node);
    if (text === undefined) {
      const head = ts.isTemplateExpression(node) ? node.head.text : undefined;
      return head !== undefined && OTHER_PROCESS.test(head) ? { what: `"${head}…"`, why: REPORT } : undefined;
    }
    return spelled(text, product);
  }
  return undefined;
}

function spelled(text: string | undefined, product: boolean) {
  if (text === undefined) return undefined;
  if (SECRET.test(text) || OTHER_PROCESS.test(text)) return { what: `"${text.slice(0, 60)}"`, why: REPORT };
  return product && text === 'asymmetricMatch' ? { what: '"asymmetricMatch"', why: JUDGEMENT } : undefined;
}

function isDeclaredName(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertyAccessExpression(parent) ||
      ts.isShorthandPropertyAssignment(parent)) &&
    parent.name === node
  );
}

function imported(node: ts.ImportDeclaration | ts.ExportDeclaration, product: boolean) {
  const { moduleSpecifier } = node;
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  const isType = ts.isImportDeclaration(node)
    ? (node.importClause?.isTypeOnly ?? false) || onlyTypes(node.importClause?.namedBindings)
    : node.isTypeOnly;
  return isType ? undefined : ofModule(moduleSpecifier.text, product);
}

const onlyTypes = (bindings: ts.NamedImportBindings | undefined): boolean =>
  bindings !== undefined &&
  ts.isNamedImports(bindings) &&
  bindings.elements.length > 0 &&
  bindings.elements.every(({ isTypeOnly }) => isTypeOnly);

function loaded(node: ts.CallExpression, product: boolean) {
  const isLoad =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /^(require|require\.resolve|import\.meta\.resolve|process\.getBuiltinModule)$/.test(
      dottedName(node.expression),
    );
  const [first] = node.arguments;
  if (!isLoad || first === undefined) return undefined;
  if (/^(data|blob):/.test(beginningOf(first)))
    return { what: 'A module that is written in its name', why: HIDDEN };
  const name = constantText(first);
  return name === undefined ? undefined : ofModule(name, product);
}

/** What a text begins with, where that can be told. */
function beginningOf(expression: ts.Expression, depth = 0): string {
  const whole = constantText(expression);
  if (whole !== undefined || depth > MAX_DEPTH) return whole ?? '';
  const node = bare(expression);
  if (ts.isTemplateExpression(node)) {
    const [first] = node.templateSpans;
    return node.head.text === '' && first ? beginningOf(first.expression, depth + 1) : node.head.text;
  }
  if (ts.isBinaryExpression(node)) return beginningOf(node.left, depth + 1);
  const value = ts.isIdentifier(node) ? constantNamed(node) : undefined;
  return value === undefined ? '' : beginningOf(value, depth + 1);
}

/** `new Worker(text, { eval: true })` */
function isEvaluated({ path, role, args }: Use): boolean {
  const options = args[1] && bare(args[1]);
  return (
    path === 'worker_threads.Worker' &&
    role === 'called' &&
    options !== undefined &&
    ts.isObjectLiteralExpression(options) &&
    options.properties.some(
      (one) =>
        one.name !== undefined &&
        nameText(one.name) === 'eval' &&
        !(ts.isPropertyAssignment(one) && one.initializer.kind === ts.SyntaxKind.FalseKeyword),
    )
  );
}

function ofModule(name: string, product: boolean) {
  if (product && RUNNERS.test(name)) return { what: `Importing "${name}" from the product`, why: JUDGEMENT };
  return INTERNALS.test(name) ? { what: `Importing "${name}"`, why: REPORT } : undefined;
}

/** `[Symbol.hasInstance]`, `[Symbol.toPrimitive]`: a value that answers for itself when it is compared. */
function hooked(node: ts.ComputedPropertyName) {
  const name = /^Symbol\.(hasInstance|toPrimitive)$/.exec(dottedName(node.expression))?.[0];
  return name === undefined ? undefined : { what: `"${name}"`, why: JUDGEMENT };
}

function accessed(node: ts.PropertyAccessExpression) {
  const { text } = node.name;
  if (/^overwrite(Method|Property|ChainableMethod)$/.test(text)) return { what: `"${text}"`, why: JUDGEMENT };
  const isMaker =
    text === 'constructor' &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'constructor';
  return isMaker ? { what: '"constructor.constructor"', why: HIDDEN } : undefined;
}

/** `ctx.task.result = …`, `task.result.state = …` */
function isTaskResult(node: ts.BinaryExpression): boolean {
  return (
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    /\btask\??\.(result|mode|fails|concurrent)\b/.test(dottedName(node.left))
  );
}

/** Names of built-in matchers that an `expect.extend({ … })` gives another meaning. */
function replacedMatchers(side: Side): { node: ts.Node; name: string }[] {
  const names = vocabularyOf(side.source);
  const found: { node: ts.Node; name: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'extend'
    ) {
      const of = node.expression.expression;
      const isExpect = ts.isIdentifier(of) ? names.get(of.text)?.kind === 'expect' : true;
      const [matchers] = node.arguments;
      if (isExpect && matchers && ts.isObjectLiteralExpression(matchers)) {
        for (const { name } of matchers.properties) {
          const text =
            name === undefined
              ? undefined
              : ts.isComputedPropertyName(name)
                ? constantText(name.expression)
                : name.text;
          if (name !== undefined && text !== undefined && isMatcherOfRunner(text))
            found.push({ node: name, name: text });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(side.source);
  return found;
}
