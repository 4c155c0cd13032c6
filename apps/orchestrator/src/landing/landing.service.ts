import { Injectable } from '@nestjs/common';
import {
  type Approval,
  InvalidRequestError,
  isApproval,
  isQualityGatesError,
  type ObjectId,
} from '@quality-gates/contract';
import { openRepository, type Repository } from '@quality-gates/git';
import { InTurn } from './in-turn.js';
import type { Landing } from './landing.js';

/** Moves branches: the one dangerous thing that an orchestrator does, so it asks for proof. */
@Injectable()
export class LandingService {
  private readonly turns = new InTurn();

  /**
   * Moves a branch from the base of an approval to the commit that was approved, or not at all. One landing at
   * a time in each repository.
   *
   * @param approval the verdict of the post-commit check of exactly this commit
   * @throws InvalidRequestError where the approval does not prove that the commit may land
   */
  land(approval: Approval, commit: ObjectId, branch: string): Promise<Landing> {
    return this.turns.take(approval.candidate.repository, async () => {
      await using repository = await openRepository(approval.candidate.repository);
      await requireProof(repository, approval, commit);
      const { base } = approval.candidate;
      const ref = `refs/heads/${branch}`;
      try {
        await repository.updateRef(ref, { from: base.commit, to: commit });
        return { outcome: 'landed', from: base.commit, to: commit };
      } catch (error) {
        if (!isQualityGatesError(error) || error.code !== 'ref-moved') throw error;
        return { outcome: 'superseded', by: await repository.tryResolve(ref) };
      }
    });
  }
}

/** The compiler asks for an approval; what a caller gets past it is refused here. */
async function requireProof(repository: Repository, approval: Approval, commit: ObjectId): Promise<void> {
  const { stage, candidate } = approval;
  if (!isApproval(approval)) throw refused(commit, 'the verdict is no full approval');
  if (stage !== 'post-commit') throw refused(commit, `the approval is of the stage ${stage}`);
  if (candidate.commit !== commit) throw refused(commit, 'the approval is of another commit');
  if ((await repository.treeOf(commit)) !== candidate.tree) {
    throw refused(commit, 'the approval is of another tree');
  }
  if ((await repository.mergeBase(candidate.base.commit, commit)) !== candidate.base.commit) {
    throw refused(commit, 'it does not stand on the base that it was judged against');
  }
}

function refused(commit: ObjectId, why: string): InvalidRequestError {
  return new InvalidRequestError(`The commit ${commit} may not land: ${why}.`, {
    mend: 'Land with the approval of the post-commit check of this commit.',
  });
}
