import type { ObjectId } from '@quality-gates/contract';

/** How a landing ended; switch on `outcome`. */
export type Landing =
  /** The branch went from one commit to the next. */
  | { outcome: 'landed'; from: ObjectId; to: ObjectId }
  /** The branch has moved since the base of the approval, which therefore says nothing of it any more. */
  | { outcome: 'superseded'; by: ObjectId | undefined };
