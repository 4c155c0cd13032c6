import type { PackageManifest } from '../../policy/project.js';
import type { LockGraph } from '../../workspace/lockfiles/lock-graph.js';

/** What one tree says of its packages. */
export interface PackageSide {
  /** The lockfile that speaks; nothing where there is none. */
  lockfile?: string;
  /** What it says; nothing where it cannot be read. */
  graph?: LockGraph;
  /** The manifests of the project's own packages, by directory; the root's under the empty path. */
  manifests: ReadonlyMap<string, PackageManifest>;
}

export const manifestPath = (directory: string) =>
  directory === '' ? 'package.json' : `${directory}/package.json`;
