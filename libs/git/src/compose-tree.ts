import type { ObjectId } from '@quality-gates/contract';
import type { TreeEntry } from './tree-entry.js';

/** How a directory may differ from its tree. A path stands for itself and for what lies below it. */
export interface Composition {
  /** These paths come from another tree instead; what is not there is left out. */
  overlay?: { from: ObjectId; paths: readonly string[] };
  /** These paths are left out. */
  remove?: readonly string[];
}

/** Puts the overlay over the tree. Where one has a file and the other a directory, the overlay wins. */
export function composeTree(
  entries: readonly TreeEntry[],
  overlay: readonly TreeEntry[],
  { overlay: { paths } = { from: '', paths: [] }, remove = [] }: Composition,
): TreeEntry[] {
  const replaced = new Set(paths);
  const removed = new Set(remove);
  const over = overlay.filter(({ path }) => isUnder(path, replaced) && !isUnder(path, removed));
  const hidden = new Set(over.flatMap(({ path }) => ancestors(path)));
  const kept = entries.filter(
    ({ path }) => !isUnder(path, replaced) && !isUnder(path, removed) && !hidden.has(path),
  );
  return [...kept, ...over];
}

function isUnder(path: string, roots: ReadonlySet<string>): boolean {
  return roots.size > 0 && (roots.has(path) || ancestors(path).some((parent) => roots.has(parent)));
}

function ancestors(path: string): string[] {
  const parents: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) parents.push(path.slice(0, at));
  return parents;
}
