import { z } from 'zod';
import { Verdict } from './verdict.js';
import { CheckId } from './words.js';

const identity = {
  checkId: CheckId,
  run: z
    .int()
    .positive()
    .meta({ description: 'Which execution of the question this is; a later run outranks an earlier one.' }),
};

/** Where a question stands; switch on `state`. */
export const Check = z
  .discriminatedUnion('state', [
    z.strictObject({ state: z.literal('queued'), ...identity, position: z.int().nonnegative().optional() }),
    z.strictObject({ state: z.literal('running'), ...identity }),
    z.strictObject({ state: z.literal('done'), ...identity, verdict: Verdict }),
    z.strictObject({ state: z.literal('cancelled'), ...identity }),
  ])
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;
