import { unreachable } from '@quality-gates/contract';
import type { Project } from '../../policy/project.js';
import type { LockGraph } from './lock-graph.js';
import { npmGraph } from './npm-graph.js';
import { pnpmGraph } from './pnpm-graph.js';
import { yarnBerryGraph } from './yarn-berry-graph.js';
import { yarnClassicGraph } from './yarn-classic-graph.js';

/** The lockfiles that are understood, the first that is in the tree speaks. */
export const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'] as const;
export type LockfileName = (typeof LOCKFILES)[number];

/** The lockfile that speaks for a tree; nothing where it has none. */
export function lockfileOf(project: Project): LockfileName | undefined {
  return LOCKFILES.find((lockfile) => project.files.has(lockfile));
}

/** Reading a large lockfile takes a second: it is read once for each tree. */
const graphs = new WeakMap<Project, Promise<LockGraph | undefined>>();

/** What the lockfile of a tree says; nothing where there is none or it cannot be read. */
export function readLockGraph(project: Project): Promise<LockGraph | undefined> {
  const graph = graphs.get(project) ?? parsed(project);
  graphs.set(project, graph);
  return graph;
}

async function parsed(project: Project): Promise<LockGraph | undefined> {
  const lockfile = lockfileOf(project);
  switch (lockfile) {
    case undefined:
      return undefined;
    case 'package-lock.json':
    case 'npm-shrinkwrap.json':
      return npmGraph(project, lockfile);
    case 'pnpm-lock.yaml':
      return pnpmGraph(project);
    case 'yarn.lock':
      return (await isClassic(project)) ? yarnClassicGraph(project) : yarnBerryGraph(project);
    default:
      return unreachable(lockfile);
  }
}

/** Yarn 1 says so in the first lines of its lockfile. */
export async function isClassic(project: Project): Promise<boolean> {
  return !/^__metadata:/m.test((await project.read('yarn.lock')) ?? '');
}
