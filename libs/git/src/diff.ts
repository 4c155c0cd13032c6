import type { ObjectId } from '@quality-gates/contract';
import { gitFailed, quoted } from './errors.js';
import { requireObjectId } from './object-id.js';
import { decodePath } from './paths.js';
import { listTree } from './tree.js';
import type { TreeEntry, TreeMode } from './tree-entry.js';
import type { View } from './view.js';

interface Side {
  mode: TreeMode;
  oid: ObjectId;
}

/** One path on which two trees differ; switch on `kind`. */
export type TreeChange =
  /** It is new. */
  | { kind: 'added'; path: string; to: Side }
  /** It is gone. */
  | { kind: 'deleted'; path: string; from: Side }
  /** Its content differs, and perhaps its executable bit. */
  | { kind: 'modified'; path: string; from: Side; to: Side }
  /** It was elsewhere, with a content of which `similarity` percent is still there. */
  | { kind: 'renamed'; path: string; previousPath: string; from: Side; to: Side; similarity: number }
  /** Only its executable bit differs. */
  | { kind: 'mode-changed'; path: string; from: Side; to: Side }
  /** It became another kind of thing, e.g. a symbolic link. */
  | { kind: 'type-changed'; path: string; from: Side; to: Side };

const HEADER = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])(\d*)$/;
export const RENAMES = ['--find-renames=50%', '-l2000'] as const;

/** What differs between two trees or commits: bytes and modes, whatever attributes say. */
export async function diffTrees(view: View, from: ObjectId, to: ObjectId): Promise<TreeChange[]> {
  const changes = await gitDiff(view, from, to);
  requireComplete(changes, await listTree(view, from), await listTree(view, to));
  return changes;
}

/**
 * Git has compared what the object store gave it; the listings were checked against their names. Where the two
 * disagree on which paths differ, the store is not to be trusted.
 */
function requireComplete(
  changes: readonly TreeChange[],
  from: readonly TreeEntry[],
  to: readonly TreeEntry[],
): void {
  const told = new Set(changes.flatMap((c) => (c.kind === 'renamed' ? [c.previousPath, c.path] : [c.path])));
  const before = new Map(from.map((entry) => [entry.path, entry]));
  let differing = 0;
  for (const { path, oid, mode } of to) {
    const old = before.get(path);
    before.delete(path);
    if (old?.oid === oid && old.mode === mode) continue;
    if (!told.has(path)) throw gitFailed('diff-tree', `it did not tell of ${quoted(path)}, which differs`);
    differing++;
  }
  for (const path of before.keys()) {
    if (!told.has(path)) throw gitFailed('diff-tree', `it did not tell of ${quoted(path)}, which is gone`);
    differing++;
  }
  if (differing !== told.size) throw gitFailed('diff-tree', 'it told of paths that do not differ');
}

async function gitDiff(view: View, from: ObjectId, to: ObjectId): Promise<TreeChange[]> {
  const { objectFormat } = view.settings;
  const { stdout } = await view.git([
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-abbrev',
    '--ignore-submodules=none',
    ...RENAMES,
    requireObjectId(from, objectFormat),
    requireObjectId(to, objectFormat),
  ]);
  const fields = splitAtNul(stdout);
  const changes: TreeChange[] = [];
  for (let at = 0; at < fields.length;) {
    const header = HEADER.exec(fields[at++]?.toString('latin1') ?? '');
    const path = decodePath(fields[at++] ?? Buffer.alloc(0));
    if (!header) throw gitFailed('diff-tree', 'its output has an unknown form');
    const [, fromMode = '', toMode = '', fromOid = '', toOid = '', status = '', score = ''] = header;
    const left: Side = { mode: modeOf(fromMode), oid: fromOid };
    const right: Side = { mode: modeOf(toMode), oid: toOid };
    switch (status) {
      case 'A':
        changes.push({ kind: 'added', path, to: right });
        break;
      case 'D':
        changes.push({ kind: 'deleted', path, from: left });
        break;
      case 'M':
        changes.push({
          kind: left.oid === right.oid ? 'mode-changed' : 'modified',
          path,
          from: left,
          to: right,
        });
        break;
      case 'T':
        changes.push({ kind: 'type-changed', path, from: left, to: right });
        break;
      case 'R': {
        const current = decodePath(fields[at++] ?? Buffer.alloc(0));
        changes.push({
          kind: 'renamed',
          path: current,
          previousPath: path,
          from: left,
          to: right,
          similarity: Number(score),
        });
        break;
      }
      default:
        throw gitFailed('diff-tree', `it answered the unknown status ${status}`);
    }
  }
  return changes;
}

function modeOf(octal: string): TreeMode {
  switch (octal) {
    case '100755':
    case '120000':
    case '160000':
      return octal;
    default:
      return '100644';
  }
}

/** The fields of output that ends each with a NUL byte. */
export function splitAtNul(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    fields.push(bytes.subarray(at, end < 0 ? bytes.length : end));
    at = end < 0 ? bytes.length : end + 1;
  }
  return fields;
}
