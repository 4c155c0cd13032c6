import picomatch from 'picomatch';
import { z } from 'zod';
import type { PackageManifest, Project } from '../../policy/project.js';
import { parseManifest } from '../../policy/project-of-tree.js';
import { parseYamlAs } from './read.js';

const MAX_MANIFESTS = 2000;
const Globs = z.array(z.string()).catch([]);
const Workspaces = z.union([
  z.array(z.string()),
  z.looseObject({ packages: Globs }).transform((it) => it.packages),
]);

/** The manifest of the root (under the empty path) and those of the packages that it declares, by directory. */
export async function manifestsOf(project: Project): Promise<Map<string, PackageManifest>> {
  const globs = [
    ...(Workspaces.safeParse(project.manifest['workspaces']).data ?? []),
    ...(parseYamlAs(z.looseObject({ packages: Globs }), await project.read('pnpm-workspace.yaml'))
      ?.packages ?? []),
  ].map((glob) => glob.replace(/^(!?)\.\//, '$1').replace(/\/+$/, ''));
  const wanted = picomatch(globs.filter((glob) => !glob.startsWith('!')));
  const unwanted = picomatch(globs.flatMap((glob) => (glob.startsWith('!') ? [glob.slice(1)] : [])));
  const directories = [...project.files]
    .filter((file) => file.endsWith('/package.json') && !/(^|\/)node_modules\//.test(file))
    .map((file) => file.slice(0, -'/package.json'.length))
    .filter((directory) => wanted(directory) && !unwanted(directory))
    .slice(0, MAX_MANIFESTS);
  const own = await Promise.all(
    directories.map(async (directory): Promise<[string, PackageManifest]> => [
      directory,
      parseManifest(await project.read(`${directory}/package.json`)),
    ]),
  );
  return new Map([['', project.manifest], ...own]);
}

/** Everything that a manifest asks to have installed, by name. */
export function askedFor(manifest: PackageManifest): Record<string, string> {
  return { ...manifest.devDependencies, ...manifest.dependencies, ...manifest.optionalDependencies };
}
