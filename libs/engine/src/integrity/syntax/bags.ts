/** Comparing costs about as much as the tokens looked at; beyond this many, nothing is alike any more. */
const MAX_TOKENS_COMPARED = 20_000_000;

interface Bag {
  pairs: ReadonlyMap<string, number>;
  size: number;
}

/**
 * How like many things are to each other, from 0 to 1, by the neighbouring tokens that they share (Sørensen–Dice).
 * Reads each once, and ends looking when it has cost too much.
 */
export class Likeness<T extends object> {
  readonly #bags = new Map<T, Bag>();
  readonly #tokensOf: (one: T) => readonly string[];
  #left = MAX_TOKENS_COMPARED;

  constructor(tokensOf: (one: T) => readonly string[]) {
    this.#tokensOf = tokensOf;
  }

  /** At least as like as `from`, or 0. */
  of(one: T, other: T, from = 0.5): number {
    const [a, b] = [this.#bagOf(one), this.#bagOf(other)];
    const total = a.size + b.size;
    // No more can be shared than the smaller has.
    if (total === 0 || (2 * Math.min(a.size, b.size)) / total < from || this.#left <= 0) return 0;
    const [small, large] = a.pairs.size < b.pairs.size ? [a, b] : [b, a];
    this.#left -= small.pairs.size;
    let common = 0;
    for (const [pair, times] of small.pairs) common += Math.min(times, large.pairs.get(pair) ?? 0);
    const alike = (2 * common) / total;
    return alike >= from ? alike : 0;
  }

  #bagOf(one: T): Bag {
    const before = this.#bags.get(one);
    if (before !== undefined) return before;
    const tokens = this.#tokensOf(one);
    const pairs = new Map<string, number>();
    for (let at = 0; at + 1 < tokens.length; at += 1) {
      const pair = `${tokens[at]}\0${tokens[at + 1]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    const bag = { pairs, size: Math.max(0, tokens.length - 1) };
    this.#bags.set(one, bag);
    return bag;
  }
}
