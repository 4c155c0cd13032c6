import path from 'node:path';
import { parseManifest } from '../../../policy/project-of-tree.js';
import type { PackageManifest, Project } from '../../../policy/project.js';
import { isFixture } from '../kinds/file-kinds.js';
import { readAll } from '../read-all.js';

/** A package whose sources are in the tree. */
export interface WorkspacePackage {
  directory: string;
  manifest: PackageManifest;
}

const MAX_PACKAGES = 1000;

/** The packages of the tree by name: what installed packages lead back to in a monorepo. */
export async function workspacePackages(project: Project): Promise<Map<string, WorkspacePackage>> {
  const found = new Map<string, WorkspacePackage>();
  const files = [...project.files].filter(isPackage);
  for (const [file, text] of await readAll(project, files.slice(0, MAX_PACKAGES))) {
    const manifest = parseManifest(text);
    const directory = path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file);
    if (manifest.name !== undefined) found.set(manifest.name, { directory, manifest });
  }
  return found;
}

/** Whether a path is the manifest of a package of the tree. */
export function isPackage(file: string): boolean {
  return /(^|\/)package\.json$/.test(file) && !/(^|\/)node_modules\//.test(file) && !isFixture(file);
}

/** The files that a bare specifier may mean in the package that it names. */
export function filesOfPackage(specifier: string, packages: ReadonlyMap<string, WorkspacePackage>): string[] {
  for (const name of spellings(specifier)) {
    const parts = name.split('/');
    const length = name.startsWith('@') ? 2 : 1;
    const found = packages.get(parts.slice(0, length).join('/'));
    if (!found) continue;
    const rest = parts.slice(length).join('/');
    const { manifest, directory } = found;
    const declared = rest === '' ? entriesOf(manifest) : exportsOf(manifest.exports, `./${rest}`);
    return [...declared, rest].map((file) => path.posix.join(directory, file));
  }
  return [];
}

/** ESLint lets the common part of a package's name be left out. */
function spellings(specifier: string): string[] {
  const plain = specifier.replace(/^plugin:/, '');
  const [scope = '', name, ...rest] = plain.startsWith('@') ? plain.split('/') : ['', ...plain.split('/')];
  const tail = rest.length > 0 ? `/${rest.join('/')}` : '';
  const prefixed = ['eslint-config', 'eslint-plugin'].flatMap((prefix) => {
    if (scope === '') return [`${prefix}-${name}${tail}`];
    return name === undefined
      ? [`${scope}/${prefix}`]
      : [`${scope}/${prefix}-${name}${tail}`, `${scope}/${prefix}`];
  });
  return [plain, ...prefixed];
}

/** Every file that a manifest names as an entry of the package. */
export function entriesOf(manifest: PackageManifest): string[] {
  return [
    manifest.main,
    manifest.module,
    manifest.types,
    manifest.bin,
    manifest['browser'],
    manifest['source'],
  ]
    .flatMap(leaves)
    .concat(exportsOf(manifest.exports, '.'));
}

function exportsOf(value: unknown, subpath: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return leaves(value);
  const entries = Object.entries(value);
  if (!entries.some(([key]) => key.startsWith('.'))) return leaves(value);
  return entries
    .filter(([key]) => key === subpath || key.includes('*'))
    .flatMap(([, inner]) => leaves(inner));
}

/** The strings in a value, however deep. */
export function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value.replace(/^\.\//, '')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}
