import { type Base, type CheckRequest, parseCheckRequest, unreachable } from '@quality-gates/contract';
import { openRepository, type Repository, type Snapshot } from '@quality-gates/git';
import type { Question } from './questions.js';

/**
 * Turns a question about a directory into one about an exact tree that the coordinator can read: what changes
 * in the directory from here on changes nothing in the answer.
 */
export async function checkRequestOf(question: Question, signal: AbortSignal): Promise<CheckRequest> {
  const { stage, gates, waivers, agentId, taskId, attempt } = question;
  await using trusted = await openRepository(question.repository, { signal });
  const base = await baseOf(trusted, question.base);
  const { tree, commit } = await candidateOf(question, trusted, base, signal);
  return parseCheckRequest({
    stage,
    candidate: { repository: trusted.root ?? trusted.path, tree, ...(commit && { commit }), base },
    ...(gates && { gates }),
    ...(waivers && { waivers }),
    origin: { agentId, taskId, ...(attempt !== undefined && { attempt }) },
  });
}

/** The base as the trusted side has it. Where its branch is yet to be born, it is the empty tree. */
async function baseOf(trusted: Repository, ref: string): Promise<Base> {
  const commit = await trusted.tryResolve(ref);
  if (commit !== undefined) return { ref, commit };
  const unborn = await trusted.headRef();
  return unborn === ref || unborn === `refs/heads/${ref}`
    ? { ref, commit: trusted.emptyTree }
    : trusted.resolve(ref);
}

async function candidateOf(
  question: Question,
  trusted: Repository,
  base: Base,
  signal: AbortSignal,
): Promise<Snapshot> {
  switch (question.stage) {
    case 'post-commit':
      return trusted.snapshot({ kind: 'commit', revision: question.commit });
    case 'pre-commit': {
      await using agent = await openRepository(question.worktree, { signal });
      const snapshot = await agent.snapshot({ kind: question.source ?? 'worktree' });
      await agent.publish([snapshot.tree], { to: trusted.path, exclude: [base.commit] });
      return snapshot;
    }
    default:
      return unreachable(question);
  }
}
