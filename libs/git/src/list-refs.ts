import type { ObjectId } from '@quality-gates/contract';
import { requireObjectId } from './object-id.js';
import type { View } from './view.js';

/** A branch or tag and the commit that it stands on. */
export interface Ref {
  name: string;
  commit: ObjectId;
}

export interface ListRefsOptions {
  /** Only those from which this commit can be reached; none where it is not there. */
  contains?: ObjectId;
  /** @default 20000 */
  limit?: number;
}

/** The refs with these full names, or below them. */
export async function listRefs(
  view: View,
  names: readonly string[],
  { contains, limit = 20_000 }: ListRefsOptions = {},
): Promise<Ref[]> {
  // A name with one of these can be no ref, and git would take it for a pattern.
  const plain = names.filter((name) => name.startsWith('refs/') && !/[*?[\\\0\n]/.test(name));
  if (plain.length === 0) return [];
  const { code, stdout } = await view.git(
    [
      'for-each-ref',
      `--count=${limit}`,
      '--format=%(refname)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)',
      ...(contains === undefined
        ? []
        : [`--contains=${requireObjectId(contains, view.settings.objectFormat)}`]),
      ...plain,
    ],
    { accept: [0, 128, 129] },
  );
  if (code !== 0) return [];
  return stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [name, oid, peeled, type, peeledType] = line.split('\0');
      if (name === undefined || oid === undefined) return [];
      if (type === 'commit') return [{ name, commit: oid }];
      return peeledType === 'commit' && peeled !== undefined ? [{ name, commit: peeled }] : [];
    });
}
