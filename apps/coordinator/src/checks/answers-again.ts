import type { Verdict } from '@quality-gates/contract';
import type { CheckRun } from './check-run.js';

/**
 * The verdict of a finished run where it still answers the same question: it judged (what was inconclusive is
 * asked again), and no waiver that it may rest on has expired since.
 */
export function answersAgain(finished: CheckRun | undefined, nowMs: number): Verdict | undefined {
  if (finished?.ending?.kind !== 'verdict') return undefined;
  const { verdict } = finished.ending;
  if (verdict.outcome === 'inconclusive') return undefined;
  const expired = finished.request.waivers?.some((waiver) => Date.parse(waiver.expiresAt) <= nowMs) ?? false;
  return expired ? undefined : verdict;
}
