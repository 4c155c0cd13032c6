import ts from 'typescript';
import { bare } from '../../../sources/bare.js';
import { constantText } from '../../../sources/constant-text.js';
import type { Use } from '../named-uses.js';
import type { Side } from '../sides.js';
import { nameText } from '../written-out.js';
import { HIDDEN, JUDGEMENT, LOADED, REPORT, type Told } from './told.js';

interface Reach {
  path: RegExp;
  roles?: readonly Use['role'][];
  where?: 'product' | 'test';
  /** Not in programs. */
  unlessProgram?: true;
  why: string;
}

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
    why: LOADED,
  },
  { path: /^require\.(cache|extensions)\b/, why: LOADED },
  { path: /^vm\.\w+/, why: HIDDEN },
  { path: /^(globalThis\.)?(eval|Function)$/, roles: ['called'], why: HIDDEN },
  { path: /^Function\.(call|apply|bind|prototype\.constructor)$/, roles: ['called'], why: HIDDEN },
  { path: /^(globalThis|process)\.\?/, why: HIDDEN },
  { path: /^expect\.(addEqualityTesters|setState)$/, roles: ['called'], why: JUDGEMENT },
  { path: /^globalThis\.(__vitest|__jest|__coverage__)/, why: REPORT },
];
const LISTENED =
  /^(exit|beforeExit|uncaughtException|uncaughtExceptionMonitor|unhandledRejection|message|multipleResolves)$/;

/** What a use of a global, or of a part of a built-in module, reaches for. */
export function toldByUse(use: Use, side: Side, isProgram: boolean): Told | undefined {
  const reach = REACHES.find(
    ({ path, roles, where, unlessProgram }) =>
      path.test(use.path) &&
      (roles === undefined || roles.includes(use.role)) &&
      (where === undefined || where === (side.isTest ? 'test' : 'product')) &&
      !(unlessProgram && isProgram),
  );
  if (reach !== undefined)
    return isHarmless(use, side) ? undefined : { what: `"${use.path}"`, why: reach.why };
  if (!isProgram && isListener(use)) return { what: 'A listener on the process’s end', why: REPORT };
  if (isEvaluated(use)) return { what: 'A worker that runs a text', why: HIDDEN };
  return isEnumeration(use) ? { what: 'Listing the globals', why: REPORT } : undefined;
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
