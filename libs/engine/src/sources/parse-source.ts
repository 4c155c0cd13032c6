import ts from 'typescript';
import type { Range } from '@quality-gates/contract';

/** Larger files are not parsed: they are generated, or made to keep the judge busy. */
export const MAX_SOURCE_BYTES = 2 * 1024 * 1024;

const SCRIPT_KINDS: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  // JSX is allowed in all of JavaScript, as every bundler and runner reads it.
  js: ts.ScriptKind.JSX,
  mjs: ts.ScriptKind.JSX,
  cjs: ts.ScriptKind.JSX,
  jsx: ts.ScriptKind.JSX,
};

/** Whether the name is that of a TypeScript or JavaScript file. */
export function isSource(path: string): boolean {
  return Object.hasOwn(SCRIPT_KINDS, extensionOf(path));
}

/**
 * Reads a TypeScript or JavaScript file as a syntax tree with parents. Gives nothing for a text above
 * {@link MAX_SOURCE_BYTES}, or one nested deeper than the parser can follow; what calls it says what it left out.
 */
export function parseSource(path: string, text: string): ts.SourceFile | undefined {
  if (text.length > MAX_SOURCE_BYTES || Buffer.byteLength(text) > MAX_SOURCE_BYTES) return undefined;
  const kind = SCRIPT_KINDS[extensionOf(path)] ?? ts.ScriptKind.TS;
  try {
    return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  } catch (error) {
    if (isTooDeep(error)) return undefined;
    throw error;
  }
}

/** Whether a walk over a tree ended because the tree is deeper than the stack. */
export function isTooDeep(error: unknown): boolean {
  return (
    error instanceof RangeError || (error instanceof Object && Reflect.get(error, 'name') === 'RangeError')
  );
}

/** Line and column, both from 1, of an offset. */
export function placeOf(source: ts.SourceFile, offset: number): { startLine: number; startColumn: number } {
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { startLine: line + 1, startColumn: character + 1 };
}

/** The range of a node without the comments before it. */
export function rangeOf(source: ts.SourceFile, node: ts.Node): Range {
  const end = source.getLineAndCharacterOfPosition(node.getEnd());
  return {
    ...placeOf(source, node.getStart(source)),
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}
