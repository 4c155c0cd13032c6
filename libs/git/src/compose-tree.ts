import type { ObjectId } from '@quality-gates/contract';
import type { TreeEntry } from './tree-entry.js';

/** How a directory may differ from its tree. A path stands for itself and for what lies below it. */
export interface Composition {
  /** Laid over the tree, one after the other. */
  overlays?: readonly Overlay[];
  /** These paths are left out. */
  remove?: readonly string[];
}

/** Paths that come from another tree; what is not there is left out. */
export interface Overlay {
  from: ObjectId;
  paths: readonly string[];
}

/** Puts an overlay over the tree. Where one has a file and the other a directory, the overlay wins. */
export function composeTree(
  entries: readonly TreeEntry[],
  overlay: readonly TreeEntry[],
  paths: readonly string[],
): TreeEntry[] {
  const replaced = new Set(paths);
  const over = overlay.filter(({ path }) => isUnder(path, replaced));
  const hidden = new Set(over.flatMap(({ path }) => ancestors(path)));
  const kept = entries.filter(({ path }) => !isUnder(path, replaced) && !hidden.has(path));
  return [...kept, ...over];
}

/** Leaves paths out, with what lies below them. */
export function withoutPaths(entries: readonly TreeEntry[], paths: readonly string[]): TreeEntry[] {
  const removed = new Set(paths);
  return entries.filter(({ path }) => !isUnder(path, removed));
}

function isUnder(path: string, roots: ReadonlySet<string>): boolean {
  return roots.size > 0 && (roots.has(path) || ancestors(path).some((parent) => roots.has(parent)));
}

function ancestors(path: string): string[] {
  const parents: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) parents.push(path.slice(0, at));
  return parents;
}
