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

/** Several ask for the same trees: each is read once. */
const known = new WeakMap<Project, Promise<ReadonlyMap<string, PackageManifest>>>();

/** The manifest of the root (under the empty path) and those of the packages that it declares, by directory. */
export function manifestsOf(project: Project): Promise<ReadonlyMap<string, PackageManifest>> {
  const manifests = known.get(project) ?? declaredManifests(project);
  known.set(project, manifests);
  return manifests;
}

async function declaredManifests(project: Project): Promise<Map<string, PackageManifest>> {
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
  const texts = await textsOf(
    project,
    directories.map((directory) => `${directory}/package.json`),
  );
  const own = directories.map((directory): [string, PackageManifest] => [
    directory,
    parseManifest(texts.get(`${directory}/package.json`)),
  ]);
  return new Map([['', project.manifest], ...own]);
}

async function textsOf(
  project: Project,
  files: readonly string[],
): Promise<ReadonlyMap<string, string | undefined>> {
  if (files.length === 0) return new Map();
  if (project.readMany) return project.readMany(files);
  return new Map(await Promise.all(files.map(async (file) => [file, await project.read(file)] as const)));
}

/** Everything that a manifest asks to have installed, by name. */
export function askedFor(manifest: PackageManifest): Record<string, string> {
  return { ...manifest.devDependencies, ...manifest.dependencies, ...manifest.optionalDependencies };
}
