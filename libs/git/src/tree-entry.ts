import type { ObjectId } from '@quality-gates/contract';

/** What an entry is: a file, an executable file, a symbolic link or a submodule. */
export type TreeMode = '100644' | '100755' | '120000' | '160000';

/** A file, symbolic link or submodule of a tree. */
export interface TreeEntry {
  /** Relative to the root, with forward slashes; see {@link decodePath} for bytes that are no UTF-8. */
  path: string;
  mode: TreeMode;
  oid: ObjectId;
}
