import type { ObjectId } from '@quality-gates/contract';
import { objectUnknown, unsafeTree } from './errors.js';
import { EMPTY_TREE, requireObjectId } from './object-id.js';
import { type ObjectReader, withObjects } from './object-reader.js';
import { decodePath } from './paths.js';
import type { TreeEntry, TreeMode } from './tree-entry.js';
import type { View } from './view.js';

export type RawEntry = { name: string; oid: ObjectId; mode: TreeMode | '040000' };

const MAX_TREE_BYTES = 32 * 1024 * 1024;
const MAX_COMMIT_BYTES = 16 * 1024 * 1024;
const MAX_ENTRIES = 1_000_000;
const MAX_KEPT_LISTINGS = 8;
const MAX_PATH_LENGTH = 4096;
const REWRITE = 'Write the tree anew with git, without this entry.';

/** Every file of a tree or commit, in git's order. Each tree object is checked against its name. */
export async function listTree(view: View, treeish: ObjectId): Promise<TreeEntry[]> {
  const kept = view.listings.get(treeish);
  if (kept) return [...kept];
  return withObjects(view, async (reader) => {
    const root = await rootOf(view, reader, treeish);
    const entries = view.listings.get(root) ?? (await listWith(reader, root, view));
    for (const name of [treeish, root]) keep(view.listings, name, entries);
    return [...entries];
  });
}

/** A name stands for one content forever, so a listing that was checked once holds. */
function keep(
  listings: Map<ObjectId, readonly TreeEntry[]>,
  oid: ObjectId,
  entries: readonly TreeEntry[],
): void {
  listings.set(oid, entries);
  const oldest = listings.keys().next();
  if (listings.size > MAX_KEPT_LISTINGS && !oldest.done) listings.delete(oldest.value);
}

/** The tree of a commit; a tree is its own. */
export async function rootOf(view: View, reader: ObjectReader, treeish: ObjectId): Promise<ObjectId> {
  const format = view.settings.objectFormat;
  let oid = requireObjectId(treeish, format);
  // A tag may stand on a tag; what is deeper than this is nobody's release.
  for (let depth = 0; depth < 8; depth++) {
    if (oid === EMPTY_TREE[format]) return oid;
    const object = await reader.one(oid, MAX_TREE_BYTES);
    if (object.type === 'tree') return oid;
    if (object.type === 'blob' || object.content.length > MAX_COMMIT_BYTES) break;
    const text = object.content.toString('latin1', 0, 128);
    const next = /^(?:tree|object) ([0-9a-f]+)\n/.exec(text)?.[1];
    if (next === undefined) break;
    oid = requireObjectId(next, format);
    if (object.type === 'commit') return oid;
  }
  throw objectUnknown(treeish, view.location.path, 'tree');
}

async function listWith(reader: ObjectReader, root: ObjectId, view: View): Promise<TreeEntry[]> {
  const format = view.settings.objectFormat;
  const trees = new Map<ObjectId, RawEntry[]>([[EMPTY_TREE[format], []]]);
  let read = 0;
  for (let level = [root]; level.length > 0;) {
    const unknown = [...new Set(level)].filter((oid) => !trees.has(oid));
    level = [];
    for await (const object of reader.each(unknown, MAX_TREE_BYTES)) {
      if (object.type !== 'tree') throw objectUnknown(object.oid, view.location.path, 'tree');
      const entries = parseTree(object.content, format);
      trees.set(object.oid, entries);
      read += entries.length;
      if (read > MAX_ENTRIES) throw unsafeTree('', `holds more than ${MAX_ENTRIES} entries`, REWRITE);
      for (const entry of entries) if (entry.mode === '040000') level.push(entry.oid);
    }
  }
  return flatten(trees, root);
}

/** Trees may share subtrees, so a small store can spell a huge listing: the bound counts what comes out. */
function flatten(trees: ReadonlyMap<ObjectId, RawEntry[]>, root: ObjectId): TreeEntry[] {
  const files: TreeEntry[] = [];
  let visited = 0;
  const walk = (oid: ObjectId, prefix: string) => {
    for (const { name, mode, oid: child } of trees.get(oid) ?? []) {
      const path = prefix + name;
      if (path.length > MAX_PATH_LENGTH) throw unsafeTree(path, `is longer than ${MAX_PATH_LENGTH}`, REWRITE);
      if (++visited > MAX_ENTRIES)
        throw unsafeTree(path, `is one of more than ${MAX_ENTRIES} entries`, REWRITE);
      if (mode === '040000') walk(child, `${path}/`);
      else files.push({ path, mode, oid: child });
    }
  };
  walk(root, '');
  return files;
}

/** The entries of one tree object, refused where git itself would not have written it. */
export function parseTree(content: Buffer, format: 'sha1' | 'sha256'): RawEntry[] {
  const idBytes = format === 'sha1' ? 20 : 32;
  const entries: RawEntry[] = [];
  const names = new Set<string>();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0 || end + 1 + idBytes > content.length) {
      throw unsafeTree('', 'is a malformed tree', REWRITE);
    }
    const name = decodePath(content.subarray(space + 1, end));
    if (name === '' || name === '.' || name === '..' || name.includes('/') || names.has(name)) {
      throw unsafeTree(name, 'is no valid or no single name in its directory', REWRITE);
    }
    names.add(name);
    const mode = modeOf(content.toString('latin1', at, space), name);
    entries.push({ name, mode, oid: content.toString('hex', end + 1, end + 1 + idBytes) });
    at = end + 1 + idBytes;
  }
  return entries;
}

/** As git does, a file's mode is read down to whether its owner may execute it. */
function modeOf(octal: string, name: string): RawEntry['mode'] {
  if (octal === '40000' || octal === '040000') return '040000';
  if (octal === '120000' || octal === '160000') return octal;
  if (/^100[0-7]{3}$/.test(octal)) return (Number.parseInt(octal, 8) & 0o100) === 0 ? '100644' : '100755';
  throw unsafeTree(name, `has the unknown mode ${octal}`, REWRITE);
}
