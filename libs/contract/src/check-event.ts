import { z } from 'zod';
import { Finding } from './finding.js';
import { GateResult } from './gate-result.js';
import { Verdict } from './verdict.js';
import { CheckId, GateName } from './words.js';

const about = { checkId: CheckId };

/** What happens while a check runs; switch on `type`. */
export const CheckEvent = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('queued'), ...about }),
    z.strictObject({ type: z.literal('started'), ...about, gates: z.array(GateName).max(64) }),
    z.strictObject({
      type: z.literal('gate-started'),
      ...about,
      gate: GateName,
      tool: z.string().max(128).optional(),
    }),
    z.strictObject({ type: z.literal('finding'), ...about, gate: GateName, finding: Finding }),
    z.strictObject({ type: z.literal('gate-finished'), ...about, result: GateResult }),
    z.strictObject({ type: z.literal('verdict'), ...about, verdict: Verdict }),
    z.strictObject({ type: z.literal('reset'), ...about }),
  ])
  .meta({ id: 'CheckEvent' });
export type CheckEvent = z.infer<typeof CheckEvent>;
