import { Injectable } from '@nestjs/common';
import type { Approval, ObjectId } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import type { Task } from '../task.js';

/** Writes commits of approved trees. */
@Injectable()
export class Commits {
  /**
   * Commits exactly the tree that was approved, whatever its work tree holds by now, on the base that it was
   * judged against. No hook runs and no branch moves.
   */
  async write({ candidate }: Approval, { title }: Task, agentId: string): Promise<ObjectId> {
    await using repository = await openRepository(candidate.repository);
    const commit = await repository.commitTree({
      tree: candidate.tree,
      parents: [candidate.base.commit],
      message: title,
      author: { name: agentId, email: `${agentId}@agents.invalid` },
      committer: { name: 'orchestrator', email: 'orchestrator@agents.invalid' },
    });
    await repository.publish([commit]);
    return commit;
  }
}
