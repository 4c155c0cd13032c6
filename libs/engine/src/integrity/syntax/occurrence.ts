import type { Range } from '@quality-gates/contract';
import type { JudgeRule } from '../rules.js';
import { Likeness } from './bags.js';

/** One place where a rule applies, on either side. */
export interface Occurrence {
  rule: JudgeRule;
  path: string;
  range: Range;
  message: string;
  /** What is done, apart from where: `as any`, `disable-line no-console`. */
  kind: string;
  /** Kinds that already allowed it, where the base's version of the file has them. */
  coveredBy?: readonly string[];
  /** The tokens of the statement round it. */
  context: readonly string[];
  /** The function or declaration round it. */
  within: string;
}

/** Two statements that are so much alike are versions of one. */
const ALIKE = 0.6;

/**
 * The occurrences of the candidate that the base has no counterpart for, over the whole change: the same statement
 * anywhere, a statement much like it, or the same kind in the same function of the same file. Each of the base answers
 * for one of the candidate, so that what is moved, renamed, re-indented or edited is no news, and a copy is.
 */
export function newOccurrences(
  base: readonly Occurrence[],
  candidate: readonly Occurrence[],
  previousPathOf: (path: string) => string,
): Occurrence[] {
  const covering = new Set(base.map((one) => `${one.rule}\0${one.path}\0${one.kind}`));
  const free = new Set(base);
  let left = candidate.filter(
    (one) =>
      !(one.coveredBy ?? []).some((kind) =>
        covering.has(`${one.rule}\0${previousPathOf(one.path)}\0${kind}`),
      ),
  );
  left = withoutSame(left, free, (one) => [one.rule, one.kind, ...one.context].join('\0'));
  left = withoutAlike(left, free);
  return withoutSame(left, free, (one, isBase) =>
    [one.rule, one.kind, isBase ? one.path : previousPathOf(one.path), one.within].join('\0'),
  );
}

function withoutSame(
  candidate: readonly Occurrence[],
  free: Set<Occurrence>,
  keyOf: (one: Occurrence, isBase: boolean) => string,
): Occurrence[] {
  const byKey = new Map<string, Occurrence[]>();
  for (const one of free) {
    const key = keyOf(one, true);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [one]);
    else same.push(one);
  }
  return candidate.filter((one) => {
    const counterpart = byKey.get(keyOf(one, false))?.pop();
    if (counterpart !== undefined) free.delete(counterpart);
    return counterpart === undefined;
  });
}

function withoutAlike(candidate: readonly Occurrence[], free: Set<Occurrence>): Occurrence[] {
  const likeness = new Likeness<Occurrence>(({ context }) => context);
  return candidate.filter((one) => {
    let best: { other: Occurrence; alike: number } | undefined;
    for (const other of free) {
      if (other.rule !== one.rule || other.kind !== one.kind) continue;
      const alike = likeness.of(one, other, ALIKE);
      if (alike >= ALIKE && alike > (best?.alike ?? 0)) best = { other, alike };
    }
    if (best !== undefined) free.delete(best.other);
    return best === undefined;
  });
}
