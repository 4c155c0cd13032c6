import type { CheckRequest, Verdict } from '@quality-gates/contract';

/**
 * Whether a verdict still answers the question when it is asked again: every gate was certain (what was
 * inconclusive is asked again), and no waiver that it may rest on has expired since.
 */
export function answersAgain(
  verdict: Verdict,
  { waivers = [] }: Pick<CheckRequest, 'waivers'>,
  nowMs: number,
): boolean {
  if (verdict.outcome === 'inconclusive') return false;
  if (verdict.gates.some(({ status }) => status === 'inconclusive')) return false;
  return waivers.every((waiver) => Date.parse(waiver.expiresAt) > nowMs);
}
