import type { ObjectId } from '@quality-gates/contract';
import { unsafeTree } from './errors.js';
import { withObjects } from './object-reader.js';
import { decodePath } from './paths.js';
import { checkLinks } from './safe-links.js';
import { listTree } from './tree.js';
import type { TreeEntry } from './tree-entry.js';
import type { View } from './view.js';

const MAX_LINK_BYTES = 4096;

/** The listing of a tree that can be written into a directory without reaching out of it. */
export async function assertSafeTree(view: View, treeish: ObjectId): Promise<TreeEntry[]> {
  const entries = await listTree(view, treeish);
  await assertSafeEntries(view, entries);
  return entries;
}

/** @throws QualityGatesError `unsafe-tree`, naming the first entry that is not safe. */
export async function assertSafeEntries(view: View, entries: readonly TreeEntry[]): Promise<void> {
  const checked = new Set<string>();
  const links: TreeEntry[] = [];
  for (const entry of entries) {
    if (entry.mode === '160000') {
      throw unsafeTree(
        entry.path,
        'is a submodule or nested repository, which is not supported',
        'Remove it from the index, or add its files instead.',
      );
    }
    if (entry.mode === '120000') links.push(entry);
    refuseGitNames(entry.path, checked);
  }
  if (links.length > 0) checkLinks(await readTargets(view, links));
}

/** @throws QualityGatesError `unsafe-tree` for a path with `.git` in it, in any disguise; what was checked is skipped */
export function refuseGitNames(path: string, checked: Set<string>): void {
  for (const name of path.split('/')) {
    if (checked.has(name)) continue;
    checked.add(name);
    if (isGitName(name)) {
      throw unsafeTree(path, 'has a component that some file systems take for .git', 'Rename it.');
    }
  }
}

/** `.git` as HFS+ and NTFS would also read it: other case, ignorable characters, trailing dots, short name, streams. */
function isGitName(name: string): boolean {
  if (!/g/i.test(name)) return false;
  const plain = name
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .replace(/[:\\].*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || plain === 'git~1';
}

async function readTargets(view: View, links: readonly TreeEntry[]): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await withObjects(view, async (reader) => {
    let next = 0;
    for await (const { content } of reader.each(
      links.map(({ oid }) => oid),
      MAX_LINK_BYTES,
    )) {
      targets.set(links[next++]?.path ?? '', decodePath(content));
    }
  });
  return targets;
}
