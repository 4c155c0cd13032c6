import type { Untold } from '../../../gates/gate.js';
import type { EffectiveDifference } from '../../../tools/tool.js';

/** What a change of configuration comes to. */
export type Effect =
  /** Nothing that a gate could notice. */
  | { kind: 'neutral' }
  /** It was told in full. */
  | ({ kind: 'told' } & EffectiveDifference)
  /** Nobody can tell all of it: why, and what could be told all the same. */
  | ({ kind: 'unknown'; why: string } & EffectiveDifference)
  /** The tool that would have told was ended by limits or from outside: the change is not to blame. */
  | { kind: 'untold'; answer: Untold };

export const NEUTRAL: Effect = { kind: 'neutral' };

export function told(difference: Partial<EffectiveDifference>): Effect {
  const { weaker = [], stricter = [], other = [] } = difference;
  if (weaker.length + stricter.length + other.length === 0) return NEUTRAL;
  return { kind: 'told', weaker, stricter, other };
}

export function unknown(why: string, difference: Partial<EffectiveDifference> = {}): Effect {
  const { weaker = [], stricter = [], other = [] } = difference;
  return { kind: 'unknown', why, weaker, stricter, other };
}

/** Of several words on one file the gravest holds, with what each of them told. */
export function joined(effects: readonly Effect[]): Effect {
  const untold = effects.find((one) => one.kind === 'untold');
  if (untold) return untold;
  const said = effects.filter((one) => one.kind === 'told' || one.kind === 'unknown');
  const difference = {
    weaker: [...new Set(said.flatMap(({ weaker }) => weaker))],
    stricter: [...new Set(said.flatMap(({ stricter }) => stricter))],
    other: [...new Set(said.flatMap(({ other }) => other))],
  };
  const why = said.flatMap((one) => (one.kind === 'unknown' ? [one.why] : []));
  return why.length > 0 ? unknown([...new Set(why)].join('; '), difference) : told(difference);
}
