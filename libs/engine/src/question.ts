import { isAbsolute } from 'node:path';
import {
  InvalidRequestError,
  QualityGatesError,
  type CheckRequest,
  type ObjectId,
} from '@quality-gates/contract';
import type { Repository, TreeChange } from '@quality-gates/git';
import type { Change } from './gates/gate.js';
import { projectOfTree } from './policy/project-of-tree.js';
import type { Project } from './policy/project.js';

/** A request with its trees read: what is judged, and what it is judged by. */
export interface Question {
  request: CheckRequest;
  tree: ObjectId;
  baseTree: ObjectId;
  candidate: Project;
  /** What speaks for the judge: the base, or the candidate itself where it is the first change of all. */
  judge: Project;
  isFirstChange: boolean;
  changes: readonly TreeChange[];
  change: Change;
}

/**
 * Where the candidate's repository is. An engine knows no registered names, and a relative path would mean another
 * directory in each process.
 *
 * @throws QualityGatesError `repository-unknown`
 */
export function repositoryPathOf({ candidate: { repository } }: CheckRequest): string {
  if (isAbsolute(repository)) return repository;
  throw new QualityGatesError('repository-unknown', `${JSON.stringify(repository)} is no absolute path.`, {
    mend: 'Names of registered repositories (`registeredAs`) are for a coordinator over HTTP; an engine in this process takes the absolute path.',
  });
}

/**
 * Reads the two trees of a request.
 *
 * @throws QualityGatesError `candidate-unknown` where an object is missing, `unsafe-tree` for a tree that cannot
 *   be laid out safely, `invalid-request` where commit and tree contradict each other
 */
export async function readQuestion(repository: Repository, request: CheckRequest): Promise<Question> {
  const { tree, commit, base } = request.candidate;
  if (commit !== undefined && (await repository.treeOf(commit)) !== tree) {
    throw new InvalidRequestError(`The commit ${commit} does not carry the tree ${tree}.`, {
      mend: 'Ask about the tree of the commit.',
    });
  }
  await repository.assertSafeTree(tree);
  const baseTree = await repository.treeOf(base.commit);
  const isFirstChange = baseTree === repository.emptyTree;
  const [candidate, ofBase, changes] = await Promise.all([
    projectOfTree(repository, tree),
    projectOfTree(repository, baseTree),
    repository.diffTrees(baseTree, tree),
  ]);
  let lines: Promise<ReadonlyMap<string, ReadonlySet<number>>> | undefined;
  return {
    request,
    tree,
    baseTree,
    candidate,
    judge: isFirstChange ? candidate : ofBase,
    isFirstChange,
    changes,
    change: {
      changed: changes.filter((change) => change.kind !== 'deleted').map((change) => change.path),
      deleted: changes.flatMap((change) => {
        if (change.kind === 'renamed') return [change.previousPath];
        return change.kind === 'deleted' ? [change.path] : [];
      }),
      renamed: new Map(
        changes.flatMap((change) =>
          change.kind === 'renamed' ? [[change.previousPath, change.path] as const] : [],
        ),
      ),
      lines: () => (lines ??= repository.changedLines(baseTree, tree)),
    },
  };
}
