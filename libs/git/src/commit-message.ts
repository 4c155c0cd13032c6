import type { ObjectId } from '@quality-gates/contract';
import { requireObjectId } from './object-id.js';
import { withObjects } from './object-reader.js';
import { has } from './resolve.js';
import type { View } from './view.js';

const MAX_COMMIT_BYTES = 16 * 1024 * 1024;
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** The message of a commit, without its headers. */
export async function messageOf(view: View, commit: ObjectId): Promise<string | undefined> {
  const oid = requireObjectId(commit, view.settings.objectFormat);
  if (!(await has(view, oid))) return undefined;
  const { type, content } = await withObjects(view, (reader) => reader.one(oid, MAX_COMMIT_BYTES));
  const end = content.indexOf('\n\n');
  if (type !== 'commit' || end < 0) return undefined;
  return content.subarray(end + 2, end + 2 + MAX_MESSAGE_BYTES).toString('utf8');
}
