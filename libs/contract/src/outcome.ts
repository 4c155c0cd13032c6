import { z } from 'zod';
import type { GateResult } from './gate-result.js';
import type { GateName } from './words.js';

export const Outcome = z.enum(['approved', 'rejected', 'inconclusive']).meta({
  id: 'Outcome',
  description:
    '`rejected`: the change is wrong. `inconclusive`: nobody could tell; it is never the change that is to blame.',
});
export type Outcome = z.infer<typeof Outcome>;

/**
 * The one rule that turns gate results into an outcome. Writers and readers both apply it, so a verdict whose
 * `outcome` differs from this is a forgery or a defect.
 *
 * A required gate failed → `rejected`; else one is inconclusive, skipped, doubled or missing → `inconclusive`;
 * else `approved`. Where nothing is required, nothing was judged: `inconclusive`.
 *
 * @param requiredGates the gates on which this answer depends, as the policy of the base names them
 */
export function outcomeOf(requiredGates: readonly GateName[], results: readonly GateResult[]): Outcome {
  if (
    results.some(
      (result) => result.status === 'failed' && (result.required || requiredGates.includes(result.gate)),
    )
  ) {
    return 'rejected';
  }
  const everyRequiredGatePassed = requiredGates.every((gate) => {
    const answers = results.filter((result) => result.gate === gate);
    return answers.length === 1 && answers[0]?.status === 'passed';
  });
  const nothingElseIsOpen = results.every((result) => !result.required || result.status === 'passed');
  return requiredGates.length > 0 && everyRequiredGatePassed && nothingElseIsOpen
    ? 'approved'
    : 'inconclusive';
}
