import path from 'node:path';
import { canonicalJson } from '@quality-gates/contract';
import { z } from 'zod';
import type { Project } from '../../policy/project.js';
import { parseYamlAs, readText } from './read.js';

const PnpmImporter = z.object({
  dependencies: z.unknown().optional(),
  devDependencies: z.unknown().optional(),
  optionalDependencies: z.unknown().optional(),
});
const PnpmLock = z.object({
  ...PnpmImporter.shape,
  importers: z.record(z.string(), PnpmImporter).optional(),
  packages: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() }).nullable()).nullish(),
  snapshots: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() }).nullable()).nullish(),
});

/** pnpm leaves the lockfile that it installed from beside its store of packages. */
export async function pnpmMismatch(candidate: Project, nodeModules: string): Promise<string | undefined> {
  const wanted = parseYamlAs(PnpmLock, await candidate.read('pnpm-lock.yaml'));
  if (!wanted) return 'pnpm-lock.yaml cannot be read';
  const installed = parseYamlAs(PnpmLock, await readText(path.join(nodeModules, '.pnpm', 'lock.yaml')));
  if (!installed) return 'node_modules was not installed by pnpm';
  const importers = (lock: z.infer<typeof PnpmLock>) =>
    canonicalJson(lock.importers ?? { '.': PnpmImporter.parse(lock) });
  if (importers(wanted) !== importers(installed)) return 'the installed set answers another pnpm-lock.yaml';
  const optional = new Set(
    Object.entries(wanted.snapshots ?? wanted.packages ?? {}).flatMap(([name, entry]) =>
      entry?.optional ? [withoutPeers(name)] : [],
    ),
  );
  const missing = Object.keys(wanted.packages ?? {}).find(
    (name) => !installed.packages?.[name] && !optional.has(withoutPeers(name)),
  );
  if (missing) return `${missing} is not installed`;
  const surplus = Object.keys(installed.packages ?? {}).find((name) => !wanted.packages?.[name]);
  return surplus && `${surplus} is installed, the lockfile does not name it`;
}

const withoutPeers = (name: string) => name.replace(/\(.*$/, '');
