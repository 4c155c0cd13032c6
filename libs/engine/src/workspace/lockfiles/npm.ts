import path from 'node:path';
import { z } from 'zod';
import type { LockfileCheck } from './lockfile-check.js';
import { parseJson, readText } from './read.js';

const NpmLock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      peer: z.boolean().optional(),
      extraneous: z.boolean().optional(),
    }),
  ),
});

/** npm leaves what it installed in a hidden lockfile of the same form. */
export function npmMismatch(lockfile: string): LockfileCheck['mismatch'] {
  return async (candidate, nodeModules) => {
    const wanted = parseJson(NpmLock, await candidate.read(lockfile));
    if (!wanted) return `${lockfile} is not a lockfile of version 2 or 3`;
    const installed = parseJson(NpmLock, await readText(path.join(nodeModules, '.package-lock.json')));
    if (!installed) return 'node_modules was not installed by npm';
    for (const [location, entry] of Object.entries(wanted.packages)) {
      if (!location.includes('node_modules/') || entry.link) continue;
      const found = installed.packages[location];
      if (!found) {
        if (entry.optional || entry.devOptional || entry.peer) continue;
        return `${location} is not installed`;
      }
      const differs =
        found.version !== entry.version ||
        (entry.integrity && found.integrity && entry.integrity !== found.integrity);
      if (differs) return `${location} is installed as ${found.version}, the lockfile says ${entry.version}`;
    }
    const surplus = Object.entries(installed.packages).find(
      ([location, entry]) => !entry.link && !wanted.packages[location],
    );
    return surplus && `${surplus[0]} is installed, the lockfile does not name it`;
  };
}
