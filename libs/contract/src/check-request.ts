import { z } from 'zod';
import { GateName, Instant, ObjectId, Stage } from './words.js';

/**
 * What a candidate is judged against. The commit is resolved on the trusted side, never in an agent's
 * repository. The first change of a repository has no commit to stand on: its base is the empty tree.
 */
export const Base = z
  .strictObject({
    ref: z.string().min(1).max(1024).meta({ description: 'The name it was resolved from, e.g. `main`.' }),
    commit: ObjectId.meta({
      description: 'The resolved commit, or the id of the empty tree for a first change.',
    }),
  })
  .meta({ id: 'Base' });
export type Base = z.infer<typeof Base>;

/** The exact git tree asked about, with the base it is judged against. */
export const Candidate = z
  .strictObject({
    repository: z.string().min(1).max(4096).meta({
      description: 'A name that the coordinator has registered, or an absolute path under its allowed roots.',
    }),
    tree: ObjectId,
    commit: ObjectId.optional().meta({ description: 'The commit that carries the tree, once there is one.' }),
    base: Base,
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof Candidate>;

/** Who asks. It never changes the answer, so it is no part of the check's identity. */
export const Origin = z
  .strictObject({
    agentId: z.string().min(1).max(256),
    taskId: z.string().min(1).max(256),
    attempt: z.int().nonnegative().optional(),
  })
  .meta({ id: 'Origin' });
export type Origin = z.infer<typeof Origin>;

/** The orchestrator's word that a named finding is accepted for one tree on one base. */
export const Waiver = z
  .strictObject({
    rule: z.string().min(1).max(256),
    path: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .meta({ description: 'Only findings in this file; every file when absent.' }),
    tree: ObjectId,
    base: ObjectId,
    reason: z.string().min(1).max(4096),
    grantedBy: z.string().min(1).max(256),
    expiresAt: Instant,
  })
  .meta({ id: 'Waiver' });
export type Waiver = z.infer<typeof Waiver>;

/** The question: may this tree be committed, or land, on this base? */
export const CheckRequest = z
  .strictObject({
    stage: Stage,
    candidate: Candidate,
    gates: z
      .array(GateName)
      .min(1)
      .max(64)
      .optional()
      .meta({ description: 'Only these gates. The verdict is `partial` when the policy requires more.' }),
    origin: Origin.optional(),
    waivers: z.array(Waiver).max(256).optional(),
  })
  .meta({ id: 'CheckRequest', description: 'May this tree be committed, or land, on this base?' });
export type CheckRequest = z.infer<typeof CheckRequest>;
