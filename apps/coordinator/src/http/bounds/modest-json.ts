import { InvalidRequestError } from '@quality-gates/contract';

/** Several times what the largest valid question has. */
const MOST_VALUES = 10_000;
const DEEPEST = 16;

/**
 * Looks at how much there is in a value from outside, before anything looks at what it says: a schema would
 * complain of every single one of a million members.
 *
 * @throws InvalidRequestError
 */
export function assertModest(value: unknown): void {
  const open: Array<{ value: unknown; depth: number }> = [{ value, depth: 0 }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    const depth = next.depth + 1;
    if (depth > DEEPEST) throw new InvalidRequestError(`The body is nested deeper than ${DEEPEST} levels.`);
    const members = Object.values(next.value);
    values += members.length;
    if (values > MOST_VALUES) throw new InvalidRequestError(`The body has more than ${MOST_VALUES} values.`);
    for (const member of members) open.push({ value: member, depth });
  }
}
