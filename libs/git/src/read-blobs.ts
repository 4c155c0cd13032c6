import type { ObjectId } from '@quality-gates/contract';
import { QualityGatesError } from '@quality-gates/contract';
import { quoted } from './errors.js';
import { EMPTY_TREE } from './object-id.js';
import { type ObjectReader, withObjects } from './object-reader.js';
import { parseTree, type RawEntry, rootOf } from './tree.js';
import type { View } from './view.js';

/** How large a file may be to be read into memory. */
export const MAX_BLOB_BYTES = 32 * 1024 * 1024;
const MAX_TREE_BYTES = 64 * 1024 * 1024;
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;

/** The content of the files that are there under these paths; of a symbolic link, where it leads. */
export async function readBlobs(
  view: View,
  treeish: ObjectId,
  paths: readonly string[],
  maxBytes = MAX_BLOB_BYTES,
): Promise<Map<string, Buffer>> {
  const unique = [...new Set(paths)];
  if (unique.length === 0) return new Map();
  return withObjects(view, async (reader) => {
    const root = await rootOf(view, reader, treeish);
    const find = lookup(reader, view.settings.objectFormat);
    const found: { path: string; oid: ObjectId }[] = [];
    for (const path of unique) {
      const entry = await find(root, path);
      if (entry && entry.mode !== '160000' && entry.mode !== '040000') found.push({ path, oid: entry.oid });
    }
    return readAll(reader, found, maxBytes);
  });
}

async function readAll(
  reader: ObjectReader,
  files: readonly { path: string; oid: ObjectId }[],
  maxBytes: number,
): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  let total = 0;
  let next = 0;
  for await (const object of reader.each(
    files.map(({ oid }) => oid),
    maxBytes,
  )) {
    const path = files[next++]?.path ?? '';
    total += object.content.length;
    if (total > MAX_TOTAL_BYTES) {
      throw new QualityGatesError(
        'request-too-large',
        `The files up to ${quoted(path)} have more than ${MAX_TOTAL_BYTES} bytes together.`,
        { mend: 'Read fewer files at once.' },
      );
    }
    blobs.set(path, object.content);
  }
  return blobs;
}

function lookup(reader: ObjectReader, format: 'sha1' | 'sha256') {
  const trees = new Map<ObjectId, Map<string, RawEntry>>([[EMPTY_TREE[format], new Map()]]);
  return async (root: ObjectId, path: string): Promise<RawEntry | undefined> => {
    let oid = root;
    const names = path.split('/');
    for (const [index, name] of names.entries()) {
      let tree = trees.get(oid);
      if (!tree) {
        const { content } = await reader.one(oid, MAX_TREE_BYTES);
        tree = new Map(parseTree(content, format).map((entry) => [entry.name, entry]));
        trees.set(oid, tree);
      }
      const entry = tree.get(name);
      if (!entry || index === names.length - 1) return entry;
      if (entry.mode !== '040000') return undefined;
      oid = entry.oid;
    }
    return undefined;
  };
}
