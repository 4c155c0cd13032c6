import { isQualityGatesError, type ObjectId } from '@quality-gates/contract';
import { invalidArgument, objectUnknown, quoted, refMoved } from './errors.js';
import { nullObjectId, requireObjectId } from './object-id.js';
import { storeOf } from './publish.js';
import { existing } from './resolve.js';
import type { View } from './view.js';

export interface RefChange {
  /** What the ref must be at; undefined: it must not exist. */
  from: ObjectId | undefined;
  /** What it is set to: a commit that has been published. */
  to: ObjectId;
}

const MAX_REF_LENGTH = 1024;

/** Moves a ref from one commit to another, or not at all. */
export async function updateRef(view: View, ref: string, change: RefChange): Promise<void> {
  requireRefName(ref);
  const { objectFormat } = view.settings;
  const to = requireObjectId(change.to, objectFormat);
  const from =
    change.from === undefined ? nullObjectId(objectFormat) : requireObjectId(change.from, objectFormat);
  const stored = await existing(view, [to], storeOf(view));
  if (stored.get(to) !== 'commit') throw objectUnknown(to, view.location.path, 'commit');
  try {
    await view.git(['update-ref', '--no-deref', '--stdin', '-z'], {
      input: `update ${ref}\0${to}\0${from}\0`,
    });
  } catch (error) {
    if (!isQualityGatesError(error) || error.code !== 'git-failed') throw error;
    const actual = await valueOf(view, ref);
    if (actual !== change.from) throw refMoved(ref, change.from, actual);
    throw error;
  }
}

async function valueOf(view: View, ref: string): Promise<ObjectId | undefined> {
  const { stdout } = await view.git(['show-ref', '--verify', '--hash', ref], { accept: [0, 1, 128] });
  return stdout.toString('latin1').trim() || undefined;
}

/** The rules of git-check-ref-format, for full names. */
export function requireRefName(ref: string): void {
  const valid =
    ref.length <= MAX_REF_LENGTH &&
    /^refs(\/[^/]+)+$/.test(ref) &&
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    !/[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\.$|\.lock(\/|$)|\/\./.test(ref);
  if (!valid) throw invalidArgument(`${quoted(ref)} is no full ref name such as refs/heads/main.`);
}
