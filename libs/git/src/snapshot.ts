import { isQualityGatesError, type ObjectId, QualityGatesError, unreachable } from '@quality-gates/contract';
import { repositoryUnsupported, unsafeTree } from './errors.js';
import { type IndexCopy, withIndexCopy } from './index-copy.js';
import { withObjects } from './object-reader.js';
import { resolveRevision } from './resolve.js';
import { assertSafeTree } from './safe-tree.js';
import { rootOf } from './tree.js';
import type { View } from './view.js';

/** What to take a snapshot of. */
export type SnapshotSource =
  /** The files as they are, with what is new and not ignored: what `git add --all` would stage. */
  | { kind: 'worktree' }
  /** What is staged: what `git commit` would commit. */
  | { kind: 'index' }
  /** What a commit holds. */
  | { kind: 'commit'; revision: string };

export interface Snapshot {
  tree: ObjectId;
  /** Only where the source was a commit. */
  commit?: ObjectId;
}

/** Names the exact tree that a source holds now, refusing one that could not be judged safely. */
export async function takeSnapshot(view: View, source: SnapshotSource): Promise<Snapshot> {
  await view.refresh();
  const snapshot = await take(view, source);
  await assertSafeTree(view, snapshot.tree);
  return snapshot;
}

async function take(view: View, source: SnapshotSource): Promise<Snapshot> {
  switch (source.kind) {
    case 'worktree':
      return { tree: await worktreeTree(view) };
    case 'index':
      requireRoot(view);
      return { tree: await withIndexCopy(view, (index) => indexTree(view, index)) };
    case 'commit': {
      const { commit } = await resolveRevision(view, source.revision);
      return { commit, tree: await withObjects(view, (reader) => rootOf(view, reader, commit)) };
    }
    default:
      return unreachable(source);
  }
}

/** What git says of files that others change or remove while it reads them. */
const MOVED_UNDER_US = /short read|SIGBUS|unable to (stat|index|open|read)|No such file/i;
const WORKTREE_ATTEMPTS = 3;

async function worktreeTree(view: View): Promise<ObjectId> {
  const root = requireRoot(view);
  for (let attempt = 1; ; attempt++) {
    try {
      return await withIndexCopy(view, (index) => addAll(view, index, root));
    } catch (error) {
      const again =
        isQualityGatesError(error) && error.code === 'git-failed' && MOVED_UNDER_US.test(error.message);
      if (!again || attempt === WORKTREE_ATTEMPTS) throw error;
    }
  }
}

async function addAll(view: View, index: IndexCopy, root: string): Promise<ObjectId> {
  try {
    await view.git(['add', '--all'], { env: { GIT_INDEX_FILE: index.file, GIT_WORK_TREE: root } });
  } catch (error) {
    const empty = /'(.*)\/' does not have a commit checked out/s.exec(
      error instanceof Error ? error.message : '',
    );
    if (!empty) throw error;
    throw unsafeTree(
      empty[1] ?? '',
      'is a nested repository, which is not supported',
      'Remove its .git, or name it in .gitignore.',
    );
  }
  return writeTree(view, index);
}

/** The tree of the copied index. */
export async function indexTree(view: View, index: IndexCopy): Promise<ObjectId> {
  if (index.unmerged !== undefined) {
    throw new QualityGatesError(
      'unsafe-tree',
      `The index holds a conflict in ${JSON.stringify(index.unmerged)}: there is no tree to judge.`,
      { mend: 'Resolve it and stage the result with `git add`.' },
    );
  }
  return writeTree(view, index);
}

async function writeTree(view: View, index: IndexCopy): Promise<ObjectId> {
  const { stdout } = await view.git(['write-tree'], { env: { GIT_INDEX_FILE: index.file } });
  return stdout.toString('latin1').trim();
}

function requireRoot(view: View): string {
  if (view.location.root !== undefined) return view.location.root;
  throw repositoryUnsupported(
    `${view.location.path} is a bare repository: it has no work tree and no index.`,
    'Name a commit instead.',
  );
}
