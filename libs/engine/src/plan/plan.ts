import {
  KNOWN_GATES,
  QualityGatesError,
  type CheckRequest,
  type GateName,
  type KnownGate,
  type SkipReason,
} from '@quality-gates/contract';
import type { Policy } from '../policy/policy.js';
import type { Project } from '../policy/project.js';
import { answerFor } from './answer-for.js';
import type { Job } from './job.js';

/** Which tool answers which gate, and which gates have none. */
export interface Plan {
  /** The gates that decide, in the order of the policy. */
  required: GateName[];
  scope: 'full' | 'partial';
  integrity: boolean;
  jobs: Job[];
  skipped: { gate: GateName; reason: SkipReason; message: string }[];
  missing: { gate: GateName; message: string }[];
}

/** Decides from the base, and nothing but the base, what is asked of a candidate. */
export async function planGates(
  request: Pick<CheckRequest, 'stage' | 'gates'>,
  policy: Policy,
  base: Project,
): Promise<Plan> {
  const ofStage = policy.stages[request.stage];
  const wanted = request.gates ?? ofStage;
  const unknown = wanted.find((gate) => !isKnown(gate));
  if (unknown !== undefined) {
    throw new QualityGatesError('invalid-request', `There is no gate "${unknown}".`, {
      mend: `Known gates: ${KNOWN_GATES.join(', ')}.`,
    });
  }

  const plan: Plan = { required: [], scope: 'full', integrity: false, jobs: [], skipped: [], missing: [] };
  for (const gate of KNOWN_GATES.filter((known) => wanted.includes(known))) {
    await planGate(gate, plan, policy, base, request.gates?.includes(gate) ?? false);
  }
  const leftOut = ofStage.filter((gate) => !wanted.includes(gate));
  if (await demandsAny(leftOut, policy, base)) plan.scope = 'partial';
  return plan;
}

async function planGate(
  gate: KnownGate,
  plan: Plan,
  policy: Policy,
  base: Project,
  asked: boolean,
): Promise<void> {
  const skip = (reason: SkipReason, message: string) => void plan.skipped.push({ gate, reason, message });
  if (policy.off.has(gate)) return skip('off-in-policy', `The policy of the base turns ${gate} off.`);
  if (gate === 'integrity') {
    plan.integrity = true;
    plan.required.push(gate);
    return;
  }
  const answer = await answerFor(gate, policy, base);
  if (answer.kind === 'nothing') {
    const demanded = asked || policy.explicit.has(gate);
    if (!demanded) return skip('not-detected', answer.message);
    plan.required.push(gate);
    plan.missing.push({ gate, message: answer.message });
    return;
  }
  plan.required.push(gate);
  if (answer.kind === 'unsupported') plan.missing.push({ gate, message: answer.message });
  else addJob(plan, gate, answer.job);
}

/** `test` and `coverage` share one run where both are asked for. */
function addJob(plan: Plan, gate: GateName, job: Job): void {
  const shared = plan.jobs.find((other) => other.kind === job.kind);
  if (shared) shared.gates.push(gate);
  else plan.jobs.push({ ...job, gates: [gate] });
}

/** Whether the policy asks for any of these gates. */
async function demandsAny(gates: readonly GateName[], policy: Policy, base: Project): Promise<boolean> {
  for (const gate of gates) {
    if (policy.off.has(gate) || !isKnown(gate)) continue;
    if (gate === 'integrity' || policy.explicit.has(gate)) return true;
    if ((await answerFor(gate, policy, base)).kind !== 'nothing') return true;
  }
  return false;
}

const isKnown = (gate: string): gate is KnownGate => KNOWN_GATES.some((known) => known === gate);
