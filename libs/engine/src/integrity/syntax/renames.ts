import ts from 'typescript';
import type { ReadSides, Side } from './sides.js';

/** Tells whether two pieces of code are the same but for names that the change itself renamed in the product. */
export type SameButRenamed = (before: string, after: string) => boolean;

/**
 * Learns from the change set which identifiers the product no longer has, and which are new in it. A name that went and
 * one that came in the same place are taken for one that was renamed, each always for the same other.
 */
export function renamesOf(files: readonly ReadSides[]): SameButRenamed {
  const before = new Set<string>();
  const after = new Set<string>();
  for (const file of files) {
    if (file.before && !file.before.isTest) addNames(file.before, before);
    if (file.after && !file.after.isTest) addNames(file.after, after);
  }
  const learned = new Map<string, string>();
  const isRename = (one: string, other: string): boolean => {
    const known = learned.get(one);
    if (known !== undefined) return known === other;
    return before.has(one) && !after.has(one) && !before.has(other) && after.has(other);
  };
  return (one, other) => {
    if (one === other) return true;
    const [a, b] = [piecesOf(one), piecesOf(other)];
    if (a.length !== b.length) return false;
    const renamed = a.map((piece, at) => [piece, b[at] ?? ''] as const).filter(([x, y]) => x !== y);
    if (!renamed.every(([x, y]) => NAME.test(x) && NAME.test(y) && isRename(x, y))) return false;
    for (const [x, y] of renamed) learned.set(x, y);
    return true;
  };
}

const NAME = /^[A-Za-z_$][\w$]*$/;
const PIECE = /"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*|\d[\w.]*|\S/g;

/** Identifiers, numbers, marks, and texts as wholes: a changed text is no rename. */
const piecesOf = (text: string): string[] => text.match(PIECE) ?? [];

function addNames({ source }: Side, into: Set<string>): void {
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) into.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
