import { withIndexCopy } from './index-copy.js';
import { EMPTY_TREE } from './object-id.js';
import { withObjects } from './object-reader.js';
import { tryResolve } from './resolve.js';
import { indexTree } from './snapshot.js';
import { rootOf } from './tree.js';
import type { View } from './view.js';

/** Whether `git commit` would have something to commit. A conflict counts as a change. */
export async function hasStagedChanges(view: View): Promise<boolean> {
  if (view.location.root === undefined) return false;
  const head = await tryResolve(view, 'HEAD');
  const committed =
    head === undefined
      ? EMPTY_TREE[view.settings.objectFormat]
      : await withObjects(view, (reader) => rootOf(view, reader, head));
  return withIndexCopy(view, async (index) => {
    return index.unmerged !== undefined || (await indexTree(view, index)) !== committed;
  });
}
