import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { Project } from '../policy/project.js';
import { LOCKFILE_CHECKS, MANIFEST_CHECK } from './lockfiles/index.js';
import type { LockfileCheck } from './lockfiles/lockfile-check.js';

/** The installed packages that a candidate is judged with, or why there are none; `install` would bring them. */
export type Dependencies =
  | { kind: 'installed'; root: string; digest: string; install: string }
  | { kind: 'none-needed'; digest: string; install: string }
  | { kind: 'unavailable'; message: string };

/**
 * Finds the set that is installed for the repository and holds it against a tree's lockfile. An agent's
 * own work tree is never asked: only the repository that the question names, and the main work tree beside it.
 */
export async function findDependencies(repository: Repository, candidate: Project): Promise<Dependencies> {
  const { dependencies, devDependencies, optionalDependencies } = candidate.manifest;
  const digest = await digestOf(candidate);
  const asksForNothing =
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).length === 0;

  const root = await installedRoot(repository);
  const check = checkOf(candidate);
  const { install } = check;
  if (root === undefined && asksForNothing) return { kind: 'none-needed', digest, install };
  if (root === undefined) {
    const place = repository.root ?? `${repository.path} (a bare repository)`;
    if (await isPlugAndPlay(place)) {
      return {
        kind: 'unavailable',
        message: `The packages of ${place} are installed by Yarn's Plug'n'Play, which no gate understands. Set \`nodeLinker: node-modules\` in .yarnrc.yml, run \`yarn install\` there, and ask again.`,
      };
    }
    return {
      kind: 'unavailable',
      message: `No node_modules in ${place}. Run \`${install}\` there, and ask again.`,
    };
  }
  const mismatch = await check.mismatch(candidate, path.join(root, 'node_modules'));
  if (mismatch === undefined) return { kind: 'installed', root, digest, install };
  return {
    kind: 'unavailable',
    message: `The packages installed in ${root} are not those of the candidate: ${mismatch}. Run \`${install}\` there with the candidate's lockfile, and ask again.`,
  };
}

/** The command by which a project's own package manager installs exactly what its lockfile says. */
export function installCommandOf(project: Project): string {
  return checkOf(project).install;
}

function checkOf(project: Project): LockfileCheck {
  return (
    LOCKFILE_CHECKS.find(({ lockfile }) => lockfile !== undefined && project.files.has(lockfile)) ??
    MANIFEST_CHECK
  );
}

async function isPlugAndPlay(place: string): Promise<boolean> {
  const found = await Promise.all(
    ['.pnp.cjs', '.pnp.js'].map((file) => stat(path.join(place, file)).catch(() => undefined)),
  );
  return found.some((file) => file !== undefined);
}

async function installedRoot(repository: Repository): Promise<string | undefined> {
  const main =
    path.basename(repository.commonDirectory) === '.git'
      ? path.dirname(repository.commonDirectory)
      : undefined;
  for (const root of [repository.root, main]) {
    if (root === undefined) continue;
    const directory = await stat(path.join(root, 'node_modules')).catch(() => undefined);
    if (directory?.isDirectory()) return realpath(root);
  }
  return undefined;
}

/** The same for the same wishes, wherever what they ask for is installed. */
export async function digestOf(candidate: Project): Promise<string> {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = candidate.manifest;
  const lockfiles = await Promise.all(LOCKFILE_CHECKS.map(({ lockfile }) => candidate.read(lockfile ?? '')));
  const content = canonicalJson({ dependencies, devDependencies, optionalDependencies, peerDependencies });
  return createHash('sha256').update(content).update(lockfiles.join('\0')).digest('hex');
}
