import path from 'node:path';
import picomatch from 'picomatch';
import type { PackageManifest } from '../../../policy/project.js';
import { guesses } from './guesses.js';
import { namesProjects, type Reference } from './reference.js';
import { filesOfPackage, leaves, type WorkspacePackage } from './workspace-packages.js';

/** What references are resolved against. */
export interface Resolution {
  /** The paths of either tree, so that what shadows a file of the base is found with it. */
  files: ReadonlySet<string>;
  /** Where tools run and what their configuration calls the root. */
  roots: readonly string[];
  manifest: PackageManifest;
  packages: ReadonlyMap<string, WorkspacePackage>;
}

const PROJECT_CONFIG = /(^|\/)((vitest|vite|jest)\.config(\.[^/]+)?|vitest\.(workspace|projects))\.[^/]+$/;
const GLOB = /[*?{[!(]/;
const MAX_MATCHES = 500;

/** Every file that a reference from a file may mean. */
export function resolveReference(reference: Reference, from: string, at: Resolution): string[] {
  const { files } = at;
  const present = (paths: readonly string[]) => [...new Set(paths)].filter((file) => files.has(file));
  switch (reference.kind) {
    case 'file':
      return present([join(path.posix.dirname(from), reference.specifier), join('', reference.specifier)]);
    case 'module':
      return present(modulePaths(reference.specifier, from, at).flatMap(guesses));
    case 'named':
      return namedFiles(reference.key, reference.specifier, from, at);
    case 'computed':
      return [...files].filter((file) => PROJECT_CONFIG.test(file)).slice(0, MAX_MATCHES);
    default:
      return reference satisfies never;
  }
}

function modulePaths(specifier: string, from: string, at: Resolution): string[] {
  if (/^\.\.?(\/|$)/.test(specifier)) return [join(path.posix.dirname(from), specifier)];
  if (specifier.startsWith('/')) return at.roots.map((root) => join(root, specifier));
  if (specifier.startsWith('#')) return subpathImports(specifier, at.manifest);
  return filesOfPackage(specifier, at.packages);
}

function namedFiles(key: string, specifier: string, from: string, at: Resolution): string[] {
  const plain = specifier.replace(/^<rootDir>\/?/, './').replace(/^file:(\/\/)?/, '');
  if (plain === '' || plain.length > 1024) return [];
  const places = [path.posix.dirname(from), ...at.roots].map((directory) => join(directory, plain));
  const paths = [...new Set(places)];
  if (GLOB.test(plain) || namesProjects(key)) return matched(key, paths, at);
  const bare = /^[@\w]/.test(plain) ? filesOfPackage(plain, at.packages) : [];
  return [...new Set([...paths, ...bare].flatMap(guesses))].filter((file) => at.files.has(file));
}

/** Files that a glob means; of directories that are projects of their own, their configuration. */
function matched(key: string, globs: readonly string[], { files }: Resolution): string[] {
  const isMeant = picomatch([...globs], { dot: true });
  const found = [...files].filter((file) => {
    if (!namesProjects(key)) return isMeant(file);
    return PROJECT_CONFIG.test(file) && (isMeant(file) || isMeant(path.posix.dirname(file)));
  });
  return found.slice(0, MAX_MATCHES);
}

/** `#name` as the manifest's `imports` say. */
function subpathImports(specifier: string, manifest: PackageManifest): string[] {
  const declared = manifest['imports'];
  if (typeof declared !== 'object' || declared === null) return [];
  return Object.entries(declared).flatMap(([key, value]) => {
    if (key === specifier) return leaves(value);
    const [head = '', tail = ''] = key.split('*');
    if (!key.includes('*') || !specifier.startsWith(head) || !specifier.endsWith(tail)) return [];
    const rest = specifier.slice(head.length, specifier.length - tail.length);
    return leaves(value).map((target) => target.replace('*', rest));
  });
}

function join(directory: string, specifier: string): string {
  return path.posix.join(directory, specifier).replace(/^\//, '').replace(/\/$/, '') || '.';
}
