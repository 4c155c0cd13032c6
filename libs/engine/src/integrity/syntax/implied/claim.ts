import ts from 'typescript';
import { bare } from '../../../sources/bare.js';
import { parseSource } from '../../../sources/parse-source.js';
import type { Assertion } from '../../../sources/static-tests.js';

/** What an assertion claims of a value. */
export interface Claim {
  subject: ts.Expression;
  /** Without `not.`, `resolves.` and `rejects.`. */
  matcher: string;
  expected: readonly ts.Expression[];
  not: boolean;
  /** Whether it is about what a promise fails with. */
  rejects: boolean;
}

/** An assertion as it stands, and in the plainest words for it. */
export interface Claims {
  literal: Claim;
  plain: Claim;
}

const known = new WeakMap<Assertion, { claims: Claims | undefined }>();

/** Reads what an assertion claims; undefined where it cannot be read. Each is read once, and held against many. */
export function claimsOf(assertion: Assertion): Claims | undefined {
  const before = known.get(assertion);
  if (before !== undefined) return before.claims;
  const claims = read(assertion);
  known.set(assertion, { claims });
  return claims;
}

function read(assertion: Assertion): Claims | undefined {
  const { about, matcher, values } = asWrittenInline(assertion);
  const words = matcher.split('.');
  const subject = parsed(about);
  const expected = values.flatMap((text) => parsed(text) ?? []);
  if (subject === undefined || expected.length !== values.length) return undefined;
  const literal: Claim = {
    subject,
    matcher: nameOf(words.at(-1) ?? '', matcher),
    expected,
    not: words.includes('not'),
    rejects: words.includes('rejects'),
  };
  return { literal, plain: plainest(literal) };
}

/** A snapshot in a file of its own claims what an inline one does. */
function asWrittenInline(assertion: Assertion): Pick<Assertion, 'about' | 'matcher' | 'values'> {
  const { matcher, recorded } = assertion;
  return recorded !== undefined && matcher.endsWith('toMatchSnapshot')
    ? {
        ...assertion,
        matcher: matcher.replace(/toMatchSnapshot$/, 'toMatchInlineSnapshot'),
        values: [JSON.stringify(recorded)],
      }
    : assertion;
}

function parsed(text: string): ts.Expression | undefined {
  const [statement, more] = parseSource('claim.ts', `(${text})`)?.statements ?? [];
  const isWhole = statement !== undefined && more === undefined && ts.isExpressionStatement(statement);
  return isWhole ? withoutAwait(statement.expression) : undefined;
}

function withoutAwait(node: ts.Expression): ts.Expression {
  const at = bare(node);
  return ts.isAwaitExpression(at) ? withoutAwait(at.expression) : at;
}

function nameOf(name: string, matcher: string): string {
  if (matcher === 'assert.strictEqual') return 'toBe';
  if (matcher === 'assert.deepStrictEqual') return 'toEqual';
  if (/^(assert|assert\.ok)$/.test(matcher)) return 'toBeTruthy';
  return name.replace(/^toThrowError$/, 'toThrow').replace(/^toBeCalled/, 'toHaveBeenCalled');
}

const COMPARISONS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.GreaterThanToken, 'toBeGreaterThan'],
  [ts.SyntaxKind.GreaterThanEqualsToken, 'toBeGreaterThanOrEqual'],
  [ts.SyntaxKind.LessThanToken, 'toBeLessThan'],
  [ts.SyntaxKind.LessThanEqualsToken, 'toBeLessThanOrEqual'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, 'toBe'],
  [ts.SyntaxKind.InstanceOfKeyword, 'toBeInstanceOf'],
]);

/** `expect(a.length).toBe(2)` is `expect(a).toHaveLength(2)`; `expect(a > b).toBe(true)` is `expect(a).toBeGreaterThan(b)`. */
function plainest(claim: Claim): Claim {
  return ofPrimitive(ofCalls(ofLength(ofProperty(ofBoolean(claim)))));
}

function ofBoolean(claim: Claim): Claim {
  const is = /^(toBe|toEqual|toStrictEqual)$/.test(claim.matcher) ? claim.expected[0]?.kind : undefined;
  if (is !== ts.SyntaxKind.TrueKeyword && is !== ts.SyntaxKind.FalseKeyword) return claim;
  const said = saidByBoolean(claim.subject);
  if (said === undefined) return claim;
  const not = claim.not !== (is === ts.SyntaxKind.FalseKeyword);
  return { ...claim, ...said, subject: withoutAwait(said.subject), not };
}

function saidByBoolean(node: ts.Expression): Pick<Claim, 'subject' | 'matcher' | 'expected'> | undefined {
  if (ts.isBinaryExpression(node)) {
    const matcher = COMPARISONS.get(node.operatorToken.kind);
    return matcher === undefined ? undefined : { subject: node.left, matcher, expected: [node.right] };
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [given, more] = node.arguments;
  if (given === undefined || more !== undefined) return undefined;
  const of = node.expression.expression;
  switch (node.expression.name.text) {
    case 'includes':
      return { subject: of, matcher: 'toContain', expected: [given] };
    case 'test':
      return ts.isRegularExpressionLiteral(of)
        ? { subject: given, matcher: 'toMatch', expected: [of] }
        : undefined;
    case 'startsWith':
    case 'endsWith':
      return affixed(of, given, node.expression.name.text === 'startsWith');
    default:
      return undefined;
  }
}

/** `a.startsWith('b')` as `toMatch(/^b/)`, where the text means itself in a pattern. */
function affixed(subject: ts.Expression, given: ts.Expression, isStart: boolean) {
  if (!ts.isStringLiteralLike(given) || !/^[\w ]+$/.test(given.text)) return undefined;
  const pattern = parsed(isStart ? `/^${given.text}/` : `/${given.text}$/`);
  return pattern && { subject, matcher: 'toMatch', expected: [pattern] };
}

/** `expect(a).toHaveProperty('b', 1)` as `expect(a.b).toEqual(1)` */
function ofProperty(claim: Claim): Claim {
  const [name, value, more] = claim.expected;
  if (claim.matcher !== 'toHaveProperty' || claim.not || value === undefined || more !== undefined)
    return claim;
  if (name === undefined || !ts.isStringLiteralLike(name) || !/^[A-Za-z_$][\w$]*$/.test(name.text))
    return claim;
  const subject = parsed(`${claim.subject.getText()} . ${name.text}`);
  return subject === undefined ? claim : { ...claim, subject, matcher: 'toEqual', expected: [value] };
}

/** What is compared with a primitive is the same by every measure. */
function ofPrimitive(claim: Claim): Claim {
  const [value, more] = claim.expected;
  const isPrimitive = value !== undefined && more === undefined && isLiteralOfOne(value);
  return isPrimitive && /^(toBe|toStrictEqual)$/.test(claim.matcher)
    ? { ...claim, matcher: 'toEqual' }
    : claim;
}

const isLiteralOfOne = (node: ts.Expression): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isNumericLiteral(node) ||
  /^(true|false|null|undefined)$/.test(node.getText());

function ofLength(claim: Claim): Claim {
  const { subject, matcher } = claim;
  const isEqual = /^(toBe|toEqual|toStrictEqual)$/.test(matcher);
  return isEqual && ts.isPropertyAccessExpression(subject) && subject.name.text === 'length'
    ? { ...claim, matcher: 'toHaveLength', subject: withoutAwait(subject.expression) }
    : claim;
}

/** What mocks were called with, as a claim of `mock.calls`. */
function ofCalls(claim: Claim): Claim {
  const { matcher, subject, expected } = claim;
  const calls = () => parsed(`${subject.getText()} . mock . calls`);
  const given = () => parsed(`[ ${expected.map((one) => one.getText()).join(' , ')} ]`);
  const as = (name: string, of: ts.Expression | undefined, value: ts.Expression | undefined): Claim =>
    of && value ? { ...claim, subject: of, matcher: name, expected: [value] } : claim;
  switch (matcher) {
    case 'toHaveBeenCalledTimes':
      return as('toHaveLength', calls(), expected[0]);
    case 'toHaveBeenCalledOnce':
      return as('toHaveLength', calls(), parsed('1'));
    case 'toHaveBeenCalledWith':
      return as('toContainEqual', calls(), given());
    case 'toHaveBeenNthCalledWith':
      return nthCall(claim);
    case 'toHaveBeenLastCalledWith':
      return as('toEqual', parsed(`${subject.getText()} . mock . calls . at ( - 1 )`), given());
    default:
      return claim;
  }
}

function nthCall(claim: Claim): Claim {
  const [number, ...given] = claim.expected;
  if (number === undefined || !ts.isNumericLiteral(number)) return claim;
  const of = parsed(`${claim.subject.getText()} . mock . calls [ ${Number(number.text) - 1} ]`);
  const value = parsed(`[ ${given.map((one) => one.getText()).join(' , ')} ]`);
  return of && value ? { ...claim, subject: of, matcher: 'toEqual', expected: [value] } : claim;
}
