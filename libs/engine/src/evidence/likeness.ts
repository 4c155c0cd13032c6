/**
 * How like two token sequences are, from 0 to 1: the share of neighbouring pairs that they have in common
 * (Sørensen–Dice).
 */
export function likeness(a: readonly string[], b: readonly string[]): number {
  const [one, other] = [pairs(a), pairs(b)];
  const total = count(one) + count(other);
  if (total === 0) return 0;
  let common = 0;
  for (const [pair, times] of one) common += Math.min(times, other.get(pair) ?? 0);
  return (2 * common) / total;
}

function pairs(tokens: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at + 1 < tokens.length; at += 1) {
    const pair = `${tokens[at]}\0${tokens[at + 1]}`;
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

const count = (all: ReadonlyMap<string, number>) => [...all.values()].reduce((sum, times) => sum + times, 0);
