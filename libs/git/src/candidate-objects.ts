import type { Base, CandidateObjects, ObjectId } from '@quality-gates/contract';
import type { Repository } from './repository.js';

/**
 * What a candidate adds to its base, for a coordinator that does not read the repository itself. It can be asked for
 * as long as the repository is open.
 *
 * @param tip the candidate's commit, or its tree where there is no commit
 */
export function candidateObjects(
  repository: Pick<Repository, 'pack' | 'emptyTree'>,
  tip: ObjectId,
  base: Base,
): CandidateObjects {
  const exclude = base.commit === repository.emptyTree ? [] : [base.commit];
  return { pack: ({ signal }) => repository.pack([tip], { exclude, signal }) };
}
