import path from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { parseJson, readText } from '../lockfiles/read.js';

/** Where a package should have been laid, and which it should be. */
export interface ExpectedPackage {
  /** Relative to the root of the set. */
  place: string;
  name: string;
  version: string;
}

const FILES_AT_ONCE = 32;
const Manifest = z.looseObject({ name: z.string(), version: z.string() });

/**
 * Holds the packages that lie in a set against what the lockfile calls them: a digest says only that the content is
 * the one that was meant, not that it is the package whose name stands beside it.
 *
 * @returns what is wrong, as the rest of a sentence; nothing where all is right. What was left out (for another
 *   platform) is not missed.
 */
export async function wrongPackage(
  root: string,
  expected: readonly ExpectedPackage[],
): Promise<string | undefined> {
  const limit = pLimit(FILES_AT_ONCE);
  const wrong = await Promise.all(
    expected.map(({ place, name, version }) =>
      limit(async () => {
        const found = parseJson(Manifest, await readText(path.join(root, place, 'package.json')));
        if (!found || (found.name === name && sameVersion(found.version, version))) return undefined;
        return `the lockfile calls the package in ${place} ${name} ${version}, and its archive holds ${found.name} ${found.version}`;
      }),
    ),
  );
  return wrong.find((one) => one !== undefined);
}

/** Published manifests write versions freely, e.g. with a leading `v`. */
const sameVersion = (a: string, b: string) => plain(a) === plain(b);
const plain = (version: string) => version.replace(/^[v=\s]+/, '').replace(/\+.*$/, '');
