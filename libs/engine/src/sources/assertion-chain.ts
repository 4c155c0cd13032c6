import ts from 'typescript';
import { isMark } from './bare.js';
import { tokenText } from './tokens.js';
import { roleOf, type Vocabulary } from './test-vocabulary.js';

/** What one assertion says, without its place. */
export interface Chain {
  /** What is asserted about, and the types that are given with it. */
  actual: readonly ts.Node[];
  matcher: string;
  expected: readonly ts.Node[];
}

const LANGUAGE = new Set(
  'to be been is that which and has have with at of same but does still also'.split(' '),
);
/** `expect.soft(x)` asserts; `expect.anything()` describes a value. */
const ASSERTING_EXPECTS = new Set(['soft', 'poll', 'element']);
export const COUNTED = new Set(['assertions', 'hasAssertions']);
const UNARY =
  /^(ok|notOk|isOk|isNotOk|isTrue|isFalse|isNull|isNotNull|isDefined|isUndefined|exists|notExists|ifError|isNaN|isEmpty|isNotEmpty|truthy|falsy|true|false|unreachable|not\.ok|doesNotThrow|doesNotReject|notThrows|notThrowsAsync)?$/;
const BINARY =
  /^((not)?(deep)?(strict)?(loose)?equals?|(not)?(deep|same)(strict)?equals?|is|is\.not|not|like|match|doesNotMatch|throws|rejects|throwsAsync|regex|(not)?include(s)?|lengthOf|isAbove|isBelow|typeOf|instanceOf|notStrictEqual|partialDeepStrictEqual|same|notSame|type)$/i;
/** The methods of the `t` of AVA, tape, tap and node:test. */
const OF_CONTEXT =
  /^(is|not|deepEqual|notDeepEqual|like|truthy|falsy|true|false|throws|throwsAsync|notThrows|notThrowsAsync|regex|notRegex|snapshot|assert|pass|fail|equal|equals|notEqual|same|notSame|strictSame|ok|notOk|match|type|rejects|doesNotThrow)$/;

/** The assertion whose outermost expression this is, if it is one. `contexts` are the first parameters of tests. */
export function chainOf(
  source: ts.SourceFile,
  node: ts.Expression,
  names: Vocabulary,
  contexts: ReadonlySet<string>,
): Chain | undefined {
  return (
    expectChain(source, node, names) ??
    shouldChain(source, node) ??
    (ts.isCallExpression(node) ? calledChain(source, node, names, contexts) : undefined)
  );
}

interface Link {
  name: string;
  call?: ts.CallExpression;
}

function expectChain(source: ts.SourceFile, node: ts.Expression, names: Vocabulary): Chain | undefined {
  const links: Link[] = [];
  let at: ts.Expression = node;
  let call: ts.CallExpression | undefined;
  for (;;) {
    if (ts.isCallExpression(at)) {
      const started = expectCall(at, names);
      if (started !== undefined) {
        if (call !== undefined && links.length === 0) return undefined;
        return describe(at, started, links.toReversed());
      }
      call = at;
      at = at.expression;
    } else if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      const name = ts.isPropertyAccessExpression(at)
        ? at.name.text
        : ts.isStringLiteralLike(at.argumentExpression)
          ? at.argumentExpression.text
          : tokenText(source, at.argumentExpression);
      links.push(call === undefined ? { name } : { name, call });
      call = undefined;
      at = at.expression;
    } else if (isMark(at)) {
      at = at.expression;
    } else {
      return undefined;
    }
  }
}

/** The name behind which a call is `expect(…)`, `expect.soft(…)` or `expect.assertions(…)`. */
function expectCall(call: ts.CallExpression, names: Vocabulary): string | undefined {
  const callee = call.expression;
  if (ts.isIdentifier(callee)) return names.get(callee.text)?.kind === 'expect' ? callee.text : undefined;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const member = callee.name.text;
  if (member === 'expect' || member === 'expectTypeOf') {
    // `chai.expect`, `vitest.expect`, `t.expect`: whatever a test calls `expect` on a plain name.
    return ts.isIdentifier(callee.expression) && call.arguments.length < 3 && isLinked(call)
      ? member
      : undefined;
  }
  const of = callee.expression;
  const isExpect = ts.isIdentifier(of) && names.get(of.text)?.kind === 'expect';
  return isExpect && (ASSERTING_EXPECTS.has(member) || COUNTED.has(member)) ? `expect.${member}` : undefined;
}

/** Tells `chai.expect(x).to…` from `request.expect(200)`. */
function isLinked(call: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(call.parent) && call.parent.expression === call;
}

function describe(start: ts.CallExpression, started: string, links: readonly Link[]): Chain {
  if (COUNTED.has(started.slice('expect.'.length))) {
    return { actual: [], matcher: started, expected: start.arguments };
  }
  const said = links.filter(({ name, call }) => call !== undefined || !LANGUAGE.has(name));
  const last = links.at(-1);
  // A matcher of Jest or Vitest that is named and not called asserts nothing.
  const isUnsaid =
    last === undefined || (last.call === undefined && /^(to[A-Z].*|not|resolves|rejects)$/.test(last.name));
  const types = start.typeArguments ?? [];
  return {
    actual: [...start.arguments.slice(0, 1), ...types],
    matcher: isUnsaid ? '' : said.map(({ name }) => name).join('.'),
    expected: said.flatMap(({ call }) => (call === undefined ? [] : argumentsOf(call))),
  };
}

function argumentsOf(call: ts.CallExpression): ts.Node[] {
  return [...(call.typeArguments ?? []), ...call.arguments];
}

/** `value.should.equal(1)` */
function shouldChain(source: ts.SourceFile, node: ts.Expression): Chain | undefined {
  const links: Link[] = [];
  let at: ts.Expression = node;
  let call: ts.CallExpression | undefined;
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at)) {
    if (ts.isCallExpression(at)) {
      call = at;
    } else {
      if (at.name.text === 'should' && links.length > 0) {
        const said = links.toReversed().filter((link) => link.call !== undefined || !LANGUAGE.has(link.name));
        return {
          actual: [at.expression],
          matcher: `should.${said.map(({ name }) => name).join('.')}`,
          expected: said.flatMap((link) => (link.call === undefined ? [] : argumentsOf(link.call))),
        };
      }
      links.push(call === undefined ? { name: at.name.text } : { name: at.name.text, call });
      call = undefined;
    }
    at = at.expression;
  }
  return undefined;
}

function calledChain(
  source: ts.SourceFile,
  call: ts.CallExpression,
  names: Vocabulary,
  contexts: ReadonlySet<string>,
): Chain | undefined {
  const callee = call.expression;
  const role = roleOf(callee, names);
  if (role?.kind === 'assert') return asserted(call, role.member ?? '');
  if (ts.isIdentifier(callee)) {
    // A helper that is named for what it does: `expectValid(x)`, `assertType<T>(x)`.
    return /^(assert|expect)[A-Z]/.test(callee.text) ? named(call, callee.text) : undefined;
  }
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const member = callee.name.text;
  const of = callee.expression;
  if (ts.isIdentifier(of) && contexts.has(of.text) && OF_CONTEXT.test(member)) {
    return asserted(call, member);
  }
  if (ts.isPropertyAccessExpression(of) && of.name.text === 'assert') return asserted(call, member);
  if (member === 'expect' && !isExpectation(of)) return chained(call, of);
  // `util.deepStrictEqual(a, b)`: assertions under another roof keep their names.
  if (
    /^(not)?(deep)?(strict)?equal$/i.test(member) &&
    member !== 'equal' &&
    member !== 'Equal' &&
    call.arguments.length >= 2
  ) {
    return asserted(call, member);
  }
  return /^(assert|expect)[A-Z]/.test(member) ? named(call, tokenText(source, callee)) : undefined;
}

const isExpectation = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'expect';

function asserted(call: ts.CallExpression, member: string): Chain {
  const rest = call.arguments.slice(1);
  const actual = call.arguments.slice(0, 1);
  // What follows is a message for people.
  const expected = UNARY.test(member) ? [] : BINARY.test(member) ? rest.slice(0, 1) : rest;
  return { actual, matcher: member === '' ? 'assert' : `assert.${member}`, expected };
}

function named(call: ts.CallExpression, name: string): Chain {
  const expected = [...(call.typeArguments ?? []), ...call.arguments.slice(1)];
  return { actual: call.arguments.slice(0, 1), matcher: name.replaceAll(' ', ''), expected };
}

/** `request(app).get('/').expect(200)` */
function chained(call: ts.CallExpression, of: ts.Expression): Chain | undefined {
  let root: ts.Expression = of;
  while (
    ts.isCallExpression(root) &&
    ts.isPropertyAccessExpression(root.expression) &&
    root.expression.name.text === 'expect'
  ) {
    root = root.expression.expression;
  }
  if (!ts.isCallExpression(root) && !ts.isAwaitExpression(root)) return undefined;
  return { actual: [root], matcher: 'expect', expected: argumentsOf(call) };
}
