import { closeSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { mkdir, readdir, realpath } from 'node:fs/promises';
import { type ObjectId, QualityGatesError } from '@quality-gates/contract';
import { composeTree, withoutPaths, type Composition } from './compose-tree.js';
import { invalidArgument, quoted, unsafeTree } from './errors.js';
import { withObjects } from './object-reader.js';
import { encodePath } from './paths.js';
import { isErrno } from './read-file.js';
import { assertSafeEntries, assertSafeTree } from './safe-tree.js';
import type { TreeEntry } from './tree-entry.js';
import { verifyDirectory } from './verify-directory.js';
import type { View } from './view.js';

const MAX_FILE_BYTES = 512 * 1024 * 1024;
const MAX_TOTAL_BYTES = 16 * 1024 * 1024 * 1024;

/**
 * Writes a tree into an empty or absent directory: the exact bytes of each blob, whatever attributes say, with
 * executable bits and symbolic links.
 *
 * @returns what was written.
 */
export async function materialise(
  view: View,
  treeish: ObjectId,
  directory: string,
  composition: Composition = {},
): Promise<TreeEntry[]> {
  const own = await assertSafeTree(view, treeish);
  const { overlays = [], remove = [] } = composition;
  let entries = own;
  for (const { from, paths } of overlays) {
    if (paths.length > 0) entries = composeTree(entries, await assertSafeTree(view, from), paths);
  }
  entries = withoutPaths(entries, remove);
  if (entries.length !== own.length || overlays.some(({ paths }) => paths.length > 0)) {
    // Two safe trees can make an unsafe one: a link of one may lead through a link of the other.
    await assertSafeEntries(view, entries);
  }
  const root = await emptyDirectory(directory);
  const sizes = await writeEntries(view, entries, root);
  await verifyDirectory(root, entries, sizes);
  return entries;
}

async function emptyDirectory(directory: string): Promise<Buffer> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw invalidArgument(`${directory} is not empty: a tree is written into a directory of its own.`);
  }
  return Buffer.from(`${await realpath(directory)}/`);
}

async function writeEntries(
  view: View,
  entries: readonly TreeEntry[],
  root: Buffer,
): Promise<Map<string, number>> {
  makeDirectories(entries, root);
  const sizes = new Map<string, number>();
  let total = 0;
  await withObjects(view, async (reader) => {
    let next = 0;
    for await (const { content } of reader.each(
      entries.map(({ oid }) => oid),
      MAX_FILE_BYTES,
    )) {
      const entry = entries[next++];
      if (!entry) break;
      total += content.length;
      if (total > MAX_TOTAL_BYTES) throw tooLarge(entry.path);
      writeEntry(entry, content, Buffer.concat([root, encodePath(entry.path)]));
      sizes.set(entry.path, content.length);
    }
  });
  return sizes;
}

function makeDirectories(entries: readonly TreeEntry[], root: Buffer): void {
  const made = new Set<string>();
  const make = (path: string) => {
    const end = path.lastIndexOf('/');
    if (end < 0) return;
    const parent = path.slice(0, end);
    if (made.has(parent)) return;
    make(parent);
    made.add(parent);
    collisionFree(parent, () => mkdirSync(Buffer.concat([root, encodePath(parent)])));
  };
  for (const { path } of entries) make(path);
}

/** Nothing is ever written over or through what is there: the directory was empty, so it would be a collision. */
function writeEntry(entry: TreeEntry, content: Buffer, target: Buffer): void {
  collisionFree(entry.path, () => {
    if (entry.mode === '120000') {
      symlinkSync(content, target);
      return;
    }
    const file = openSync(target, 'wx', entry.mode === '100755' ? 0o755 : 0o644);
    try {
      for (let at = 0; at < content.length;) at += writeSync(file, content, at);
    } finally {
      closeSync(file);
    }
  });
}

function collisionFree(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    throw unsafeTree(path, 'collides with another path on this file system', 'Rename one of them.');
  }
}

function tooLarge(path: string): QualityGatesError {
  return new QualityGatesError(
    'request-too-large',
    `The tree has more than ${MAX_TOTAL_BYTES} bytes at ${quoted(path)}.`,
    { mend: 'Keep generated files out of it.' },
  );
}
