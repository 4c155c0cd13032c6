import { Injectable } from '@nestjs/common';
import type { CheckOptions, ObjectId, Stage, Verdict } from '@quality-gates/contract';
import { QualityGatesService } from '@quality-gates/nestjs';
import type { Worktree } from '../agents/worktrees.service.js';
import type { Flow } from './flow.js';
import { type Ruling, rulingOf, rulingOfError } from './ruling.js';

/**
 * Asks the coordinator about a change. The base is the commit that the work tree was made from, not the name of
 * the branch: that may have moved since, and against its new commit the change would undo what others landed.
 */
@Injectable()
export class Judge {
  constructor(private readonly gates: QualityGatesService) {}

  /** Is what the work tree holds now worth committing? */
  preCommit(flow: Flow, worktree: Worktree, attempt: number): Promise<Ruling> {
    const question = { ...about(flow, worktree, attempt), worktree: worktree.path };
    return ask('pre-commit', flow, attempt, (options) => this.gates.preCommitCheck(question, options));
  }

  /** May the commit land? */
  postCommit(flow: Flow, worktree: Worktree, attempt: number, commit: ObjectId): Promise<Ruling> {
    const question = { ...about(flow, worktree, attempt), commit };
    return ask('post-commit', flow, attempt, (options) => this.gates.postCommitCheck(question, options));
  }
}

function about({ agent, task }: Flow, { repository, base }: Worktree, attempt: number) {
  return { repository, base, agentId: agent.id, taskId: task.id, attempt: attempt - 1 };
}

async function ask(
  stage: Stage,
  { tell, signal }: Flow,
  attempt: number,
  check: (options: CheckOptions) => Promise<Verdict>,
): Promise<Ruling> {
  tell({ type: 'asked', stage, attempt });
  try {
    const verdict = await check({ signal, onEvent: (event) => tell({ type: 'progress', stage, event }) });
    tell({ type: 'judged', stage, attempt, verdict });
    return rulingOf(verdict);
  } catch (error) {
    return rulingOfError(error);
  }
}
