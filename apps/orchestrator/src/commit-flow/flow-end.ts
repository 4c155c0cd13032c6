import type { ObjectId, QualityGatesError, Verdict } from '@quality-gates/contract';

/** How a change ended; switch on `end`. */
export type FlowEnd =
  | { end: 'landed'; from: ObjectId; commit: ObjectId }
  /** Rejected as often as the agent may try: the change is to blame. */
  | { end: 'given-up'; findings: string }
  /** Nobody could tell: not the agent's fault. Its work tree stays, to go on from when the cause is mended. */
  | { end: 'held'; because: Verdict | QualityGatesError; worktree: string }
  /** Good, but others moved the branch too often, or in a way that it conflicts with. */
  | { end: 'overtaken'; by: 'conflict' | 'races'; commit: ObjectId };
