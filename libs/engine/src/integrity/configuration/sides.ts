import type { TreeChange } from '@quality-gates/git';
import type { Project } from '../../policy/project.js';
import type { Question } from '../../question.js';
import { cachedProject } from './cached-project.js';

/** Both trees of a question, and where they differ. */
export interface Sides {
  base: Project;
  candidate: Project;
  /** The paths of either tree. */
  files: ReadonlySet<string>;
  /** Paths that were added, changed, taken away or renamed either way. */
  touched: ReadonlySet<string>;
  /** Paths that became another kind of thing, such as a symbolic link. */
  retyped: ReadonlySet<string>;
}

export function sidesOf({ judge, candidate, changes }: Question): Sides {
  return {
    base: cachedProject(judge),
    candidate: cachedProject(candidate),
    files: new Set([...judge.files, ...candidate.files]),
    touched: new Set(changes.flatMap(pathsOf)),
    retyped: new Set(changes.filter(({ kind }) => kind === 'type-changed').map(({ path }) => path)),
  };
}

/** A change of the executable bit alone says nothing to a tool that reads a file. */
function pathsOf(change: TreeChange): string[] {
  switch (change.kind) {
    case 'renamed':
      return [change.previousPath, change.path];
    case 'mode-changed':
      return [];
    default:
      return [change.path];
  }
}
