import ts from 'typescript';
import { constantText } from '../../sources/constant-text.js';
import { dottedName } from '../../sources/dotted-name.js';
import type { Use } from './named-uses.js';
import type { Occurrence } from './occurrence.js';
import { toldByLoad } from './runner/loaded-modules.js';
import { toldByUse } from './runner/reached-names.js';
import { replacedMatchers } from './runner/replaced-matchers.js';
import { HIDDEN, JUDGEMENT, REPORT, type Told } from './runner/told.js';
import { isProduct, isProgram, type AboutFiles, type Side } from './sides.js';
import { occurrenceAt } from './surroundings.js';

/** Names under which runners keep their state, and places where a process reaches into others. */
const SECRET =
  /^(__vitest_\w*|__vite_ssr_\w*|__VITEST\w*|__jest\w*|__JEST\w*|__coverage__|expect-global|\$\$jest-\S*|jest\.asymmetricMatcher|JEST_STATE_SYMBOL|JEST_MATCHERS_OBJECT|TEST_TIMEOUT_SYMBOL|RETRY_TIMES|JEST_ASYMMETRIC\w*)$/;
const OTHER_PROCESS =
  /(^|[\s'"`(])(\/proc\/(?!(cpuinfo|meminfo|version|stat|uptime|loadavg|filesystems|sys\/|self\/cgroup))|\/dev\/fd\/)/;

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
    const told = toldByUse(use, side, program);
    if (told !== undefined) add(use.node, told.what, told.why);
  }
  for (const { node, name } of replacedMatchers(side))
    add(node, `Another matcher under the name "${name}"`, JUDGEMENT);
  const visit = (node: ts.Node): void => {
    const told = reachedBy(node, product);
    if (told !== undefined) add(node, told.what, told.why);
    if (!ts.isIdentifier(node) && constantText(node) !== undefined) return;
    ts.forEachChild(node, visit);
  };
  visit(side.source);
  return found;
}

function reachedBy(node: ts.Node, product: boolean): Told | undefined {
  const load = toldByLoad(node, product);
  if (load !== undefined) return load;
  if (ts.isCallExpression(node)) return spelled(constantText(node), product);
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
