import {
  type Base,
  type CandidateObjects,
  type CheckRequest,
  parseCheckRequest,
  unreachable,
} from '@quality-gates/contract';
import { candidateObjects, openRepository, type Repository, type Snapshot } from '@quality-gates/git';
import type { Question } from './questions.js';

/** A question about an exact tree, and what it takes to send that tree; to be closed once it is answered. */
export interface AskedQuestion extends AsyncDisposable {
  request: CheckRequest;
  /** For a coordinator that does not read the repository itself. */
  objects?: CandidateObjects;
}

/**
 * Turns a question about a directory into one about an exact tree that the coordinator can read, or can be sent:
 * what changes in the directory from here on changes nothing in the answer.
 */
export async function checkRequestOf(question: Question, signal: AbortSignal): Promise<AskedQuestion> {
  const views: Repository[] = [];
  const close = async (): Promise<void> => void (await Promise.all(views.map((view) => view.close())));
  const open: Open = async (path, alsoReadFrom = []) => {
    const view = await openRepository(path, { signal, alsoReadFrom });
    views.push(view);
    return view;
  };
  try {
    const trusted = await open(question.repository);
    const base = await baseOf(trusted, question.base);
    const candidate = await candidateOf(question, trusted, base, open);
    const request = requestOf(question, trusted, base, candidate);
    if (question.registeredAs !== undefined) {
      const { view, commit, tree } = candidate;
      const objects = candidateObjects(view, commit ?? tree, base);
      return { request, objects, [Symbol.asyncDispose]: close };
    }
    await close();
    return { request, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Open = (path: string, alsoReadFrom?: string[]) => Promise<Repository>;

/** What is asked about, and the view that has its objects. */
type Found = Snapshot & { view: Repository };

/** The base as the trusted side has it. Where its branch is yet to be born, it is the empty tree. */
async function baseOf(trusted: Repository, ref: string): Promise<Base> {
  const commit = await trusted.tryResolve(ref);
  if (commit !== undefined) return { ref, commit };
  const unborn = await trusted.headRef();
  return unborn === ref || unborn === `refs/heads/${ref}`
    ? { ref, commit: trusted.emptyTree }
    : trusted.resolve(ref);
}

async function candidateOf(question: Question, trusted: Repository, base: Base, open: Open): Promise<Found> {
  switch (question.stage) {
    case 'post-commit':
      return { ...(await trusted.snapshot({ kind: 'commit', revision: question.commit })), view: trusted };
    case 'pre-commit': {
      const isShared = question.registeredAs === undefined;
      // What is sent is the difference to the base, which the agent's repository need not have.
      const agent = await open(question.worktree, isShared ? [] : [trusted.path]);
      const snapshot = await agent.snapshot({ kind: question.source ?? 'worktree' });
      if (isShared) await agent.publish([snapshot.tree], { to: trusted.path, exclude: [base.commit] });
      return { ...snapshot, view: agent };
    }
    default:
      return unreachable(question);
  }
}

function requestOf(
  { stage, gates, waivers, agentId, taskId, attempt, registeredAs }: Question,
  trusted: Repository,
  base: Base,
  { tree, commit }: Snapshot,
): CheckRequest {
  const repository = registeredAs ?? trusted.root ?? trusted.path;
  return parseCheckRequest({
    stage,
    candidate: { repository, tree, ...(commit && { commit }), base },
    ...(gates && { gates }),
    ...(waivers && { waivers }),
    origin: { agentId, taskId, ...(attempt !== undefined && { attempt }) },
  });
}
