import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ObjectId } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { ToolSpace } from '../process/sandbox.js';
import type { Dependencies } from './dependencies.js';
import { linkDependencies } from './link-dependencies.js';

/** The engine's own files that tools load, e.g. a test reporter. */
const HELPERS = fileURLToPath(new URL('../../bin', import.meta.url));

export interface Workspace extends AsyncDisposable {
  space: ToolSpace;
  files: ReadonlySet<string>;
}

/** What is put into a workspace: the candidate's tree, with these files as another tree has them. */
export interface WorkspaceContent {
  tree: ObjectId;
  /** Files that configure the judge: they speak from the base. */
  fromBase?: { from: ObjectId; paths: string[] };
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
  const remove = () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  try {
    for (const own of Object.values(space)) await mkdir(own, { recursive: true, mode: 0o700 });
    const entries = await repository.materialise(content.tree, directory, { overlay: content.fromBase });
    const shown =
      dependencies.kind === 'installed' ? await linkDependencies(dependencies.root, directory) : [];
    return {
      space: { ...space, readOnly: [HELPERS, ...shown] },
      files: new Set(entries.map((entry) => entry.path)),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
