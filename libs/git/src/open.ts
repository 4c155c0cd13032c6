import { changedLines } from './changed-lines.js';
import { commitTree } from './commit.js';
import { messageOf } from './commit-message.js';
import { diffTrees } from './diff.js';
import { listRefs } from './list-refs.js';
import { materialise } from './materialise.js';
import { EMPTY_TREE } from './object-id.js';
import { withObjects } from './object-reader.js';
import { packOf } from './pack.js';
import { publish } from './publish.js';
import { readBlobs } from './read-blobs.js';
import type { Repository } from './repository.js';
import {
  defaultBranch,
  has,
  headRef,
  isAncestor,
  mergeBase,
  resolveRevision,
  tryResolve,
} from './resolve.js';
import { assertSafeTree } from './safe-tree.js';
import { takeSnapshot } from './snapshot.js';
import { hasStagedChanges } from './staged.js';
import { listTree, rootOf } from './tree.js';
import { updateRef } from './update-ref.js';
import { openView } from './view.js';

export interface OpenOptions {
  /** Where the scratch store is made. @default the system's directory for temporary files */
  temporaryDirectory?: string;
  /** Kills whatever git is doing; its promise rejects with a `CancelledError`. */
  signal?: AbortSignal;
  /** Paths of other repositories of the same object format whose objects can be read here, too. */
  alsoReadFrom?: readonly string[];
}

/**
 * Opens the repository that a path belongs to, a work tree or a bare one. Close it, or declare it with
 * `await using`.
 *
 * @throws QualityGatesError `repository-unknown` where there is none; `repository-unsupported` for reftable
 * storage or what cannot be read; `configuration-invalid` where git is missing or older than 2.34.
 */
export async function openRepository(path: string, options: OpenOptions = {}): Promise<Repository> {
  const view = await openView(path, options);
  const { location, settings } = view;
  const during = <T>(work: () => Promise<T>) => view.during(work);
  const { objectFormat } = settings;
  return {
    path: location.path,
    root: location.root,
    gitDirectory: location.gitDirectory,
    commonDirectory: location.commonDirectory,
    objectFormat,
    emptyTree: EMPTY_TREE[objectFormat],
    snapshot: (source) => during(() => takeSnapshot(view, source)),
    resolve: (revision) => during(() => resolveRevision(view, revision)),
    tryResolve: (revision) => during(() => tryResolve(view, revision)),
    headRef: () => during(() => headRef(view)),
    defaultBranch: () => during(() => defaultBranch(view)),
    listRefs: (names, list) => during(() => listRefs(view, names, list)),
    mergeBase: (a, b) => during(() => mergeBase(view, a, b)),
    isAncestor: (ancestor, descendant) => during(() => isAncestor(view, ancestor, descendant)),
    treeOf: (treeish) => during(() => withObjects(view, (reader) => rootOf(view, reader, treeish))),
    messageOf: (commit) => during(() => messageOf(view, commit)),
    has: (object) => during(() => has(view, object)),
    hasStagedChanges: () => during(() => hasStagedChanges(view)),
    listTree: (treeish) => during(() => listTree(view, treeish)),
    readBlob: async (treeish, file, { maxBytes } = {}) =>
      (await during(() => readBlobs(view, treeish, [file], maxBytes))).get(file),
    readBlobs: (treeish, paths, { maxBytes } = {}) => during(() => readBlobs(view, treeish, paths, maxBytes)),
    diffTrees: (from, to) => during(() => diffTrees(view, from, to)),
    changedLines: (from, to, paths) => during(() => changedLines(view, from, to, paths)),
    assertSafeTree: (treeish) => during(() => assertSafeTree(view, treeish)),
    materialise: (treeish, directory, composition) =>
      during(() => materialise(view, treeish, directory, composition)),
    commitTree: (commit) => during(() => commitTree(view, commit)),
    publish: (tips, target) => during(() => publish(view, tips, target)),
    pack: (tips, options) => during(() => packOf(view, tips, options)),
    updateRef: (ref, change) => during(() => updateRef(view, ref, change)),
    close: () => view.close(),
    [Symbol.asyncDispose]: () => view.close(),
  };
}
