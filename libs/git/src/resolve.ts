import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectId } from '@quality-gates/contract';
import { revisionUnknown } from './errors.js';
import { requireObjectId } from './object-id.js';
import type { View } from './view.js';

const MAX_REVISION_LENGTH = 1024;
/** What git never takes for a short branch name first: a branch called `HEAD` must not answer for HEAD. */
const SPELLED_OUT = /^(HEAD|@|refs\/|[0-9a-f]{40}|[0-9a-f]{64})/;
const REF = /^ref: (refs\/[^\s]+)\s*$/;

/** The commit that a revision names. @throws QualityGatesError `revision-unknown` */
export async function resolveRevision(
  view: View,
  revision: string,
): Promise<{ ref: string; commit: ObjectId }> {
  const commit = await tryResolve(view, revision);
  if (commit === undefined) throw revisionUnknown(revision, view.location.path);
  return { ref: revision, commit };
}

/**
 * The commit that a revision names, if any. A branch comes before a tag of the same name, which git would
 * prefer: a base is a branch, and whoever can make tags must not move it.
 */
export async function tryResolve(view: View, revision: string): Promise<ObjectId | undefined> {
  if (
    revision === '' ||
    revision.length > MAX_REVISION_LENGTH ||
    /[\0\n\r]/.test(revision) ||
    revision.startsWith('-')
  ) {
    return undefined;
  }
  await view.refresh();
  const candidates = SPELLED_OUT.test(revision) ? [revision] : [`refs/heads/${revision}`, revision];
  const { stdout } = await view.git(['cat-file', '--batch-check'], {
    input: candidates.map((name) => `${name}^{commit}\n`).join(''),
  });
  for (const line of stdout.toString('utf8').split('\n')) {
    const commit = /^([0-9a-f]{40,64}) commit \d+$/.exec(line)?.[1];
    if (commit !== undefined) return commit;
  }
  return undefined;
}

/** The full name of the branch that HEAD stands on, born or not; undefined where HEAD is detached. */
export async function headRef(view: View): Promise<string | undefined> {
  await view.refresh();
  return REF.exec(await readFile(join(view.directory, 'HEAD'), 'utf8'))?.[1];
}

/** The full name of the branch that changes are made against: where `origin/HEAD` points, else `main`, else `master`. */
export async function defaultBranch(view: View): Promise<string | undefined> {
  const { stdout } = await view.git(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], {
    accept: [0, 1, 128],
  });
  const names = [stdout.toString('utf8').trim(), 'refs/heads/main', 'refs/heads/master'];
  for (const name of names) {
    if (name !== '' && (await tryResolve(view, name)) !== undefined) return name;
  }
  return undefined;
}

/** The best common ancestor of two revisions; undefined where they share none. */
export async function mergeBase(view: View, a: string, b: string): Promise<ObjectId | undefined> {
  const [left, right] = [await resolveRevision(view, a), await resolveRevision(view, b)];
  const { stdout } = await view.git(['merge-base', left.commit, right.commit], { accept: [0, 1] });
  return stdout.toString('latin1').split('\n')[0] || undefined;
}

/** Whether a commit can be reached from another, or is it. A commit that is not there is reached by none. */
export async function isAncestor(view: View, ancestor: ObjectId, descendant: ObjectId): Promise<boolean> {
  const { objectFormat } = view.settings;
  const oids = [requireObjectId(ancestor, objectFormat), requireObjectId(descendant, objectFormat)];
  const { code } = await view.git(['merge-base', '--is-ancestor', ...oids], { accept: [0, 1, 128] });
  return code === 0;
}

export async function has(view: View, object: ObjectId): Promise<boolean> {
  return (await existing(view, [requireObjectId(object, view.settings.objectFormat)])).size > 0;
}

/** Which of these objects are there, and of what type. */
export async function existing(
  view: View,
  oids: readonly ObjectId[],
  env: Record<string, string> = {},
): Promise<Map<ObjectId, string>> {
  if (oids.length === 0) return new Map();
  const { stdout } = await view.git(['cat-file', '--batch-check', '--buffer'], {
    input: `${oids.join('\n')}\n`,
    env,
  });
  const found = new Map<ObjectId, string>();
  for (const line of stdout.toString('latin1').split('\n')) {
    const match = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) \d+$/.exec(line);
    if (match?.[1] && match[2]) found.set(match[1], match[2]);
  }
  return found;
}
