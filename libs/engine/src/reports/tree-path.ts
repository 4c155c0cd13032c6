import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The part of a {@link ToolPlace} that says which paths are the tree's. */
export interface TreeRoot {
  directory: string;
}

/**
 * Names a file as the tree does: relative to its root, with forward slashes.
 *
 * @param file an absolute path, a file URL, or a path relative to the root
 * @returns nothing for what lies outside the tree or among its dependencies
 */
export function treePath(file: string, { directory }: TreeRoot): string | undefined {
  const absolute = path.resolve(directory, file.startsWith('file://') ? fileURLToPath(file) : file);
  for (const root of new Set([directory, real(directory)])) {
    const relative = path.relative(root, absolute).split(path.sep).join('/');
    const inside =
      relative !== '' && relative !== '..' && !relative.startsWith('../') && !path.isAbsolute(relative);
    if (inside) return relative.split('/').includes('node_modules') ? undefined : relative;
  }
  return undefined;
}

function real(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}

/** Like {@link treePath} for a directory, where the root itself is the empty path. */
export function treeDirectory(directory: string, root: TreeRoot): string | undefined {
  const inside = treePath(path.join(directory, 'x'), root);
  return inside?.replace(/\/?x$/, '');
}
