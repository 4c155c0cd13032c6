import ts from 'typescript';
import { commentsOf, type Comment } from '../../sources/comments.js';
import { placeOf } from '../../sources/parse-source.js';
import { tokensBetween } from '../../sources/tokens.js';
import type { JudgeRule } from '../rules.js';
import type { Occurrence } from './occurrence.js';
import { isProduct, isTypeTest, type Side } from './sides.js';
import { withinOf } from './surroundings.js';

/** What a comment tells a tool to leave out. */
interface Directive {
  rule: JudgeRule;
  kind: string;
  coveredBy?: readonly string[];
  /** Whether it holds for the whole file or up to its counterpart, not for the line beside it. */
  wide: boolean;
}

const COVERAGE = /^[\s*!]*((?:v8|c8|istanbul|vitest)\s+ignore\b|node:coverage\s+(?:ignore|disable)\b)/;
const TYPE = /^[\s*/]*@(ts-ignore|ts-nocheck|ts-expect-error)\b/;
const ANY_TYPE = /@type\s*\{\s*(any|\*)\s*\}/;

/** Every comment by which a file tells the type checker, the linter or coverage not to look. */
export function suppressions(side: Side): Occurrence[] {
  const comments = commentsOf(side.source);
  return comments.flatMap((comment, at) =>
    directivesOf(comment, comments.slice(at + 1), side).map((directive) => ({
      rule: directive.rule,
      kind: directive.kind,
      ...(directive.coveredBy && { coveredBy: directive.coveredBy }),
      path: side.path,
      range: rangeOf(side.source, comment),
      message: messageOf(directive, said(comment)),
      context: contextOf(side.source, comment, directive),
      within: withinOf(nodeAt(side.source, comment.end)),
    })),
  );
}

function directivesOf(comment: Comment, later: readonly Comment[], side: Side): Directive[] {
  const type = TYPE.exec(lastLine(comment.text))?.[1] ?? TYPE.exec(comment.text)?.[1];
  if (type !== undefined) {
    if (type === 'ts-expect-error' && (side.isTest || isTypeTest(side.path))) return [];
    const coveredBy = type === 'ts-expect-error' ? ['ts-nocheck'] : [];
    return [{ rule: 'type-suppression', kind: type, coveredBy, wide: type === 'ts-nocheck' }];
  }
  if (ANY_TYPE.test(comment.text)) {
    const rule = isProduct(side) ? 'type-escape' : 'type-escape-in-test';
    return [{ rule, kind: '@type {any}', wide: false }];
  }
  const coverage = COVERAGE.exec(comment.text)?.[1];
  if (coverage !== undefined) {
    const kind = comment.text.trim().split(/\s+/).slice(0, 3).join(' ');
    return isProduct(side) ? [{ rule: 'coverage-suppression', kind, wide: false }] : [];
  }
  return lintDirectives(comment, later, ts.isExternalModule(side.source));
}

const DISABLE = /^[\s*]*(?:eslint|oxlint|tslint)[-:](disable(?:-next-line|-line)?)(?:$|[\s:,])([\s\S]*)$/;
const BIOME = /^[\s*]*(?:biome-ignore(-all|-start)?|rome-ignore)(?:$|[\s:])([\s\S]*)$/;
const DENO = /^[\s*]*deno-lint-(ignore(?:-file)?)(?:$|\s)([\s\S]*)$/;
const DECLARES = /^\s*(eslint-env|globals?|exported)\s+([\w$][\w$\s:,-]*)$/;
const CONFIGURES = /^\s*eslint\s+([\s\S]+)$/;
const ENABLE = /^[\s*]*(?:eslint|oxlint|tslint)[-:]enable/;

function lintDirectives(comment: Comment, later: readonly Comment[], isModule: boolean): Directive[] {
  const text = comment.text.split(/\s-{2,}\s/)[0] ?? '';
  const lint = (kind: string, wide: boolean, coveredBy: readonly string[] = []): Directive => ({
    rule: 'lint-suppression',
    kind,
    wide,
    coveredBy,
  });
  const disabled = DISABLE.exec(text);
  if (disabled !== null) {
    const isLine = disabled[1] !== 'disable';
    const isBlock = !isLine && later.some((one) => ENABLE.test(one.text));
    const scope = isLine ? 'line' : isBlock ? 'block' : 'file';
    return ruleNames(disabled[2] ?? '').map((name) =>
      lint(`disable ${scope} ${name}`, !isLine, wider(scope, name)),
    );
  }
  const biome = BIOME.exec(text);
  if (biome !== null) {
    const scope = biome[1] === undefined ? 'line' : 'file';
    return [lint(`biome ${scope} ${(biome[2] ?? '').trim().split(/[\s:]/)[0] ?? ''}`, scope === 'file')];
  }
  const deno = DENO.exec(text);
  if (deno !== null) {
    const isFile = deno[1] === 'ignore-file';
    return ruleNames(deno[2] ?? '').map((name) => lint(`deno ${deno[1] ?? ''} ${name}`, isFile));
  }
  if (!comment.block) return [];
  const declares = DECLARES.exec(text);
  // What a script shares by global names, a module exports: there the linter does not listen to the word.
  if (declares?.[1] === 'exported' && isModule) return [];
  if (declares !== null) return [lint(`${declares[1] ?? ''} ${(declares[2] ?? '').trim()}`, true)];
  const configures = CONFIGURES.exec(text);
  return configures === null
    ? []
    : weakerSettings(configures[1] ?? '').map((name) => lint(`set ${name}`, true));
}

const NARROW = { line: ['line', 'block', 'file'], block: ['block', 'file'], file: ['file'] } as const;

/** What already silenced a rule there: the same for every rule, or for more of the file. */
function wider(scope: keyof typeof NARROW, name: string): string[] {
  return NARROW[scope].flatMap((one) => [
    ...(name === '*' ? [] : [`disable ${one} *`]),
    ...(one === scope ? [] : [`disable ${one} ${name}`]),
  ]);
}

function ruleNames(list: string): string[] {
  const names = list
    .split(/[\s,]+/)
    .map((name) => name.trim())
    .filter((name) => /^[@\w]/.test(name));
  return names.length === 0 ? ['*'] : names;
}

/** The rules that an inline configuration does anything to but raise to an error. */
function weakerSettings(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/["']?([@\w/-]+)["']?\s*:\s*(\[[^\]]*\]|["']?\w+["']?)/g)) {
    const setting = (match[2] ?? '').replaceAll(/["'\s[\]]/g, '');
    if (setting !== '2' && setting !== 'error') found.push(`${match[1] ?? ''} ${setting}`);
  }
  return found;
}

function messageOf({ rule, wide }: Directive, text: string): string {
  const where = wide ? 'in all that follows' : 'here';
  switch (rule) {
    case 'type-suppression':
      return `"${text}" keeps the type checker from looking ${where}, so the errors that it hides reach production. Take the comment away and mend what the checker then says.`;
    case 'coverage-suppression':
      return `"${text}" takes code out of what coverage counts, so it needs no test. Take the comment away and test the code, or delete what is never reached.`;
    case 'lint-suppression':
      return `"${text}" keeps the linter from looking ${where}. Take the comment away and mend what the linter then says.`;
    default:
      return `"${text}" takes the type away, so the checker refuses nothing that is done with it. Name the type that it has.`;
  }
}

const said = (comment: Comment) => comment.text.trim().replaceAll(/\s+/g, ' ').slice(0, 100);
const lastLine = (text: string) => text.trimEnd().slice(text.trimEnd().lastIndexOf('\n') + 1);

/** What the comment is about: the line beside it, or for a wide one the whole of the code below, told by its beginning. */
function contextOf(source: ts.SourceFile, comment: Comment, { wide }: Directive): string[] {
  const end = source.text.length;
  if (wide) return tokensBetween(source, comment.end, end).slice(0, 200);
  const lines = source.getLineStarts();
  const { line } = source.getLineAndCharacterOfPosition(comment.start);
  if (comment.trailing) return tokensBetween(source, lines[line] ?? 0, lines[line + 1] ?? end);
  const next = source.getLineAndCharacterOfPosition(comment.end).line + 1;
  return tokensBetween(source, comment.end, Math.max(lines[next + 1] ?? end, comment.end));
}

/** The innermost node at an offset, to tell in which declaration a comment stands. */
function nodeAt(source: ts.SourceFile, offset: number): ts.Node {
  let at: ts.Node = source;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(at, (child) =>
      child.pos <= offset && offset < child.end ? child : undefined,
    );
    if (inner === undefined) return at;
    at = inner;
  }
}

function rangeOf(source: ts.SourceFile, { start, end }: Comment) {
  const last = source.getLineAndCharacterOfPosition(end);
  return { ...placeOf(source, start), endLine: last.line + 1, endColumn: last.character + 1 };
}
