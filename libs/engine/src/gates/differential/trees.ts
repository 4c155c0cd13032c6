import type { GateContext } from '../gate.js';
import { isTestSide } from '../source-files.js';

/** A tree as far as modules are looked up in it. */
export interface Tree {
  files: ReadonlySet<string>;
  read(path: string): Promise<string | undefined>;
}

/** The base, and the candidate with the base's tests laid over it. */
export interface Trees {
  base: Tree;
  laid: Tree;
}

export function treesOf(context: GateContext): Trees {
  const { change, place } = context;
  const readBase = (path: string) => context.readBase(path);
  const changed = new Set(change.changed);
  const deleted = new Set(change.deleted);
  // What the candidate added is among these too; reading it from the base gives nothing.
  const ofBase = new Set([...place.files, ...deleted]);
  const laidFiles = new Set([...place.files, ...change.deleted.filter(isTestSide)]);
  return {
    base: { files: ofBase, read: readBase },
    laid: {
      files: laidFiles,
      read: (path) =>
        isTestSide(path) && (changed.has(path) || deleted.has(path))
          ? readBase(path)
          : context.readCandidate(path),
    },
  };
}
