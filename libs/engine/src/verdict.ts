import {
  checkIdOf,
  KNOWN_GATES,
  outcomeOf,
  waiverRequestsIn,
  type CheckRequest,
  type GateResult,
  type Verdict,
  type Waiver,
  type WaiverRequest,
} from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { Engine } from './engine.js';
import { appliedWaivers } from './integrity/waivers.js';
import type { Plan } from './plan/plan.js';
import type { Policy } from './policy/policy.js';
import { digestOf } from './policy/read-policy.js';
import { ENGINE_VERSION } from './version.js';

/** All that a verdict is made of. */
export interface Judged {
  request: CheckRequest;
  engine: Engine;
  repository: Repository;
  policy: Policy;
  plan: Plan;
  results: readonly GateResult[];
  /** The waivers in force; those that accepted nothing are not shown. */
  waivers: readonly Waiver[];
  startedAt: Date;
  durationMs: number;
}

/** Puts the results of the gates together to the answer. */
export async function verdictOf(judged: Judged): Promise<Verdict> {
  const { request, engine, repository, policy, plan, results, startedAt, durationMs } = judged;
  const gates = KNOWN_GATES.flatMap((gate) => results.filter((result) => result.gate === gate));
  const waivers = appliedWaivers(judged.waivers, gates);
  const waiverRequests = await waiversAskedFor(repository, request);
  return {
    checkId: checkIdOf(request),
    outcome: outcomeOf(plan.required, gates),
    scope: plan.scope,
    stage: request.stage,
    candidate: request.candidate,
    requiredGates: plan.required,
    gates,
    ...(waivers.length > 0 ? { waivers } : {}),
    ...(waiverRequests.length > 0 ? { waiverRequests } : {}),
    policyDigest: digestOf(policy),
    engineVersion: ENGINE_VERSION,
    sandbox: engine.sandbox.kind,
    containment: engine.limiter.containment,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
  };
}

/** An agent can ask for waivers in the message of its commit. They are shown, never applied. */
async function waiversAskedFor(
  repository: Repository,
  { candidate: { commit } }: CheckRequest,
): Promise<WaiverRequest[]> {
  if (commit === undefined) return [];
  return waiverRequestsIn((await repository.messageOf(commit)) ?? '');
}
