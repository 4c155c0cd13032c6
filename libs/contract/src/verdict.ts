import { z } from 'zod';
import { Containment } from './containment.js';
import { Candidate, Waiver } from './check-request.js';
import { GateResult } from './gate-result.js';
import { Outcome, outcomeOf } from './outcome.js';
import { MAX_WAIVER_REQUESTS, WaiverRequest } from './waivers.js';
import { CheckId, Digest, GateName, Instant, Milliseconds, Stage } from './words.js';

/** How the tools were kept apart from the host. */
export const SandboxKind = z.enum(['bubblewrap', 'none']).meta({ id: 'SandboxKind' });
export type SandboxKind = z.infer<typeof SandboxKind>;

/** The answer: what every gate said of one exact tree. */
export const Verdict = z
  .strictObject({
    checkId: CheckId,
    outcome: Outcome,
    scope: z.enum(['full', 'partial']).meta({
      description:
        '`partial` where the request named fewer gates than the policy requires: not enough to land on.',
    }),
    stage: Stage,
    candidate: Candidate,
    requiredGates: z
      .array(GateName)
      .max(64)
      .meta({ description: 'The gates that decided; each has exactly one result.' }),
    gates: z.array(GateResult).max(64),
    waivers: z.array(Waiver).max(256).optional().meta({ description: 'The waivers that were applied.' }),
    waiverRequests: z.array(WaiverRequest).max(MAX_WAIVER_REQUESTS).optional(),
    policyDigest: Digest,
    engineVersion: z.string().min(1).max(64),
    sandbox: SandboxKind,
    containment: Containment.optional().meta({ description: 'Who held each limit of the tools that ran.' }),
    startedAt: Instant,
    durationMs: Milliseconds,
  })
  .refine((verdict) => verdict.outcome === outcomeOf(verdict.requiredGates, verdict.gates), {
    path: ['outcome'],
    message: 'the outcome does not follow from the gates',
  })
  .meta({ id: 'Verdict', description: 'What every gate said of one exact tree.' });
export type Verdict = z.infer<typeof Verdict>;

/** A verdict on which a change may be committed or land: approved, and by every gate that the policy requires. */
export type Approval = Verdict & { outcome: 'approved'; scope: 'full' };

/** Tells whether a change may go on. A partial approval is none. */
export function isApproval(verdict: Verdict): verdict is Approval {
  return (
    verdict.outcome === 'approved' &&
    verdict.scope === 'full' &&
    outcomeOf(verdict.requiredGates, verdict.gates) === 'approved'
  );
}
