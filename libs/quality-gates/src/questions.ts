import {
  GateName,
  InvalidRequestError,
  issuesOf,
  Origin,
  RepositoryName,
  type Stage,
  Waiver,
} from '@quality-gates/contract';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

interface Asked {
  /**
   * The absolute path of the repository that is trusted: the base is resolved here, and the coordinator reads
   * the candidate's objects here. Never an agent's own repository.
   */
  repository: string;
  /**
   * The name under which the coordinator has registered the repository, for a coordinator that does not share this
   * file system: it judges its own copy, and gets what that lacks of the candidate by HTTP.
   */
  registeredAs?: string;
  /** The branch, tag or commit that the change is judged against, e.g. `main`. */
  base: string;
  /** Which agent made the change. */
  agentId: string;
  /** What it was to do. */
  taskId: string;
  /** How often it has tried before, from 0. */
  attempt?: number;
  /** Only these gates; the verdict is then `partial`, which is not enough to land on. */
  gates?: string[];
  /** Findings that the orchestrator accepts, for this tree on this base. */
  waivers?: Waiver[];
}

/** Is what this work tree holds worth committing? */
export interface PreCommitQuestion extends Asked {
  /** The absolute path of the agent's work tree. Nothing that its repository configures has a say. */
  worktree: string;
  /** Whether to ask about all files that are not ignored, or about what is staged. @default 'worktree' */
  source?: 'worktree' | 'index';
}

/** May this commit land? */
export interface PostCommitQuestion extends Asked {
  /** The commit, or any revision that names it, in `repository`. */
  commit: string;
}

/** Either question, told apart by `stage`. */
export type Question =
  | (PreCommitQuestion & { stage: Extract<Stage, 'pre-commit'> })
  | (PostCommitQuestion & { stage: Extract<Stage, 'post-commit'> });

const AbsolutePath = z
  .string()
  .max(4096)
  .refine((path) => isAbsolute(path) && !path.includes('\0'), 'must be an absolute path');
const Revision = z
  .string()
  .min(1)
  .max(1024)
  .refine((revision) => !revision.startsWith('-') && !/[\0\n\r]/.test(revision), 'must be a revision');

const asked = {
  repository: AbsolutePath,
  registeredAs: RepositoryName.optional(),
  base: Revision,
  ...Origin.shape,
  gates: z.array(GateName).min(1).max(64).optional(),
  waivers: z.array(Waiver).max(256).optional(),
};

const QuestionSchema = z.discriminatedUnion('stage', [
  z.strictObject({
    stage: z.literal('pre-commit'),
    ...asked,
    worktree: AbsolutePath,
    source: z.enum(['worktree', 'index']).optional(),
  }),
  z.strictObject({ stage: z.literal('post-commit'), ...asked, commit: Revision }),
]);

/** @throws InvalidRequestError that names each member that is wrong */
export function parseQuestion(question: unknown): Question {
  const parsed = QuestionSchema.safeParse(question);
  if (parsed.success) return parsed.data;
  const places = issuesOf(parsed.error)
    .slice(0, 5)
    .map(({ pointer, message }) => `\`${pointer.slice(1).replaceAll('/', '.') || 'question'}\`: ${message}`);
  throw new InvalidRequestError(`The question is not valid: ${places.join('; ')}.`, { cause: parsed.error });
}
