import { randomInt } from 'node:crypto';

/** A whole number from 0 to below the given one. What nobody can foretell, nobody can prepare for. */
export type Chance = (below: number) => number;

export const chance: Chance = (below) => (below <= 1 ? 0 : randomInt(below));

/** The same items, in an order by chance. */
export function shuffled<T>(items: readonly T[], pick: Chance): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(pick(rest.length), 1));
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A title that no test has: three to five words of three to eight letters. */
export function randomTitle(pick: Chance): string {
  const word = () => Array.from({ length: 3 + pick(6) }, () => LETTERS[pick(LETTERS.length)]).join('');
  return Array.from({ length: 3 + pick(3) }, word).join(' ');
}
