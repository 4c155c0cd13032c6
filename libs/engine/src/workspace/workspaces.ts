import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ObjectId } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import { removeTree } from '../process/remove-tree.js';
import type { ToolSpace } from '../process/sandbox.js';
import type { Dependencies } from './dependencies.js';
import { linkDependencies } from './link-dependencies.js';

/** The engine's own files that tools load, e.g. a test reporter. */
const HELPERS = fileURLToPath(new URL('../../bin', import.meta.url));

export interface Workspace extends AsyncDisposable {
  space: ToolSpace;
  files: ReadonlySet<string>;
}

/** What is put into a workspace: a tree, and what lies over it. */
export interface WorkspaceContent {
  tree: ObjectId;
  /** Paths as another tree has them. */
  otherSide?: { from: ObjectId; paths: readonly string[] };
  /** Files that configure the judge: they speak from the base. */
  fromBase: { from: ObjectId; paths: readonly string[] };
  /** Texts over all that, by path. */
  texts?: ReadonlyMap<string, string>;
}

/**
 * Lays the tree out in a fresh directory for one gate alone, with the packages installed for the repository.
 * Gates never share a directory, so none can see what another wrote.
 */
export async function createWorkspace(
  repository: Repository,
  content: WorkspaceContent,
  dependencies: Dependencies,
  root: string,
): Promise<Workspace> {
  const directory = path.join(root, 'tree');
  const space = {
    directory,
    reports: path.join(root, 'reports'),
    home: path.join(root, 'home'),
    temporary: path.join(root, 'tmp'),
  };
  const remove = () => removeTree(root);
  try {
    for (const own of Object.values(space)) await mkdir(own, { recursive: true, mode: 0o700 });
    const entries = await repository.materialise(content.tree, directory, {
      overlays: [content.otherSide, content.fromBase].filter((one) => one !== undefined),
    });
    for (const [file, text] of content.texts ?? []) await writeText(path.join(directory, file), text);
    const shown =
      dependencies.kind === 'installed' ? await linkDependencies(dependencies.root, directory) : [];
    return {
      space: { ...space, readOnly: [HELPERS, ...shown] },
      files: new Set([...entries.map((entry) => entry.path), ...(content.texts?.keys() ?? [])]),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Whatever was there is replaced, never written through: a link of the tree may lead to another file. */
async function writeText(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { recursive: true, force: true });
  await writeFile(file, text);
}
