import type { ObjectId } from '@quality-gates/contract';
import type { CommitOptions } from './commit.js';
import type { Composition } from './compose-tree.js';
import type { TreeChange } from './diff.js';
import type { ListRefsOptions, Ref } from './list-refs.js';
import type { PackOptions } from './pack.js';
import type { PublishOptions } from './publish.js';
import type { Snapshot, SnapshotSource } from './snapshot.js';
import type { TreeEntry } from './tree-entry.js';
import type { RefChange } from './update-ref.js';

/**
 * A repository, read and written without ever obeying it: none of its configuration, hooks, filters,
 * replacements or attributes can run a program or change an answer. New objects go into a scratch store and
 * end with {@link Repository.close}, unless they were published.
 *
 * Paths are strings with forward slashes; see `decodePath` for bytes that are no UTF-8. A tree or commit that
 * is not there is `candidate-unknown`; an id of the wrong form is `invalid-request`.
 */
export interface Repository extends AsyncDisposable {
  /** What was opened, absolute and without symbolic links. */
  readonly path: string;
  /** The root of the work tree; undefined for a bare repository. */
  readonly root: string | undefined;
  /** Where `HEAD` and `index` of this work tree are. */
  readonly gitDirectory: string;
  /** Where the objects and refs that all work trees share are. */
  readonly commonDirectory: string;
  readonly objectFormat: 'sha1' | 'sha256';
  /** The tree without files: the base of a first change. */
  readonly emptyTree: ObjectId;

  /**
   * Names the exact tree that the work tree, the index or a commit holds now. Conversions that `.gitattributes`
   * asks of git itself (line ends, `ident`, encodings) are made as `git add` makes them; filters never run.
   *
   * @throws QualityGatesError `unsafe-tree` for submodules, nested repositories, conflicts and links that leave
   * the tree; `repository-unsupported` for a broken index, or a bare repository without one.
   */
  snapshot(source: SnapshotSource): Promise<Snapshot>;

  /** The commit that a branch, tag or other revision names; a branch comes before a tag. @throws QualityGatesError `revision-unknown` */
  resolve(revision: string): Promise<{ ref: string; commit: ObjectId }>;
  /** As {@link Repository.resolve}; undefined where there is none. */
  tryResolve(revision: string): Promise<ObjectId | undefined>;
  /** The full name of the branch that HEAD stands on, born or not; undefined where HEAD is detached. */
  headRef(): Promise<string | undefined>;
  /** The full name of the branch that changes are made against: where `origin/HEAD` points, else `main`, else `master`. */
  defaultBranch(): Promise<string | undefined>;
  /** The branches and tags with these full names, or below them, as in `refs/heads`. */
  listRefs(names: readonly string[], options?: ListRefsOptions): Promise<Ref[]>;
  /** The best common ancestor of two revisions; undefined where they share none. */
  mergeBase(a: string, b: string): Promise<ObjectId | undefined>;
  /** Whether one commit can be reached from another, or is it; false where one of them is not there. */
  isAncestor(ancestor: ObjectId, descendant: ObjectId): Promise<boolean>;
  /** The tree of a commit; a tree is its own. */
  treeOf(treeish: ObjectId): Promise<ObjectId>;
  /** The message of a commit, at most 1 MiB of it; undefined where it is not there or no commit. */
  messageOf(commit: ObjectId): Promise<string | undefined>;
  /** Whether an object is there, in the repository, the scratch store or what is also read from. */
  has(object: ObjectId): Promise<boolean>;
  /** Whether what is staged differs from HEAD. True where the index holds a conflict. */
  hasStagedChanges(): Promise<boolean>;

  /** Every file of a tree, in git's order. */
  listTree(treeish: ObjectId): Promise<TreeEntry[]>;
  /**
   * The content of a file, or where a symbolic link leads; undefined where there is neither.
   *
   * @throws QualityGatesError `request-too-large` beyond `maxBytes` (default 32 MiB).
   */
  readBlob(treeish: ObjectId, path: string, options?: { maxBytes?: number }): Promise<Buffer | undefined>;
  /** As {@link Repository.readBlob} for many paths at once, at most 512 MiB together. */
  readBlobs(
    treeish: ObjectId,
    paths: readonly string[],
    options?: { maxBytes?: number },
  ): Promise<Map<string, Buffer>>;

  /** What differs between two trees or commits: bytes and modes, renames from 50 % similarity. */
  diffTrees(from: ObjectId, to: ObjectId): Promise<TreeChange[]>;
  /** The numbers (from 1) of the lines of `to` that are new or rewritten, for each file that has some. */
  changedLines(from: ObjectId, to: ObjectId, paths?: readonly string[]): Promise<Map<string, Set<number>>>;

  /** The listing of a tree that can be written into a directory safely. @throws QualityGatesError `unsafe-tree` */
  assertSafeTree(treeish: ObjectId): Promise<TreeEntry[]>;
  /**
   * Writes a tree, byte for byte, into an empty or absent directory and gives what was written.
   *
   * @throws QualityGatesError `unsafe-tree`; `invalid-request` for a directory that is not empty.
   */
  materialise(treeish: ObjectId, directory: string, options?: Composition): Promise<TreeEntry[]>;

  /** Writes a commit of exactly this tree into the scratch store. No hook runs and no branch moves. */
  commitTree(options: CommitOptions): Promise<ObjectId>;
  /** Stores commits or trees, with all that belongs to them, in this or another repository for good. */
  publish(tips: readonly ObjectId[], options?: PublishOptions): Promise<void>;
  /**
   * A thin pack of all that commits or trees reach, also of what is in the scratch store alone, without what
   * `exclude` reaches. Git starts with the first read and ends with the last, or when the reader stops.
   *
   * @throws QualityGatesError `candidate-unknown` for a tip that is not there
   */
  pack(tips: readonly ObjectId[], options?: PackOptions): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Moves a ref by compare-and-swap. A work tree that has it checked out is not touched.
   *
   * @throws QualityGatesError `ref-moved`; `candidate-unknown` where `to` has not been published.
   */
  updateRef(ref: string, change: RefChange): Promise<void>;

  /** Ends what is running and removes the scratch store. */
  close(): Promise<void>;
}
