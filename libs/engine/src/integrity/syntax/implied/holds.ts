import type { Claim } from './claim.js';
import { isSame, knownValue, Opaque, type Given } from './known-value.js';
import { printed, withoutIndent } from './printed.js';

/** A value that an assertion writes out for its subject. */
export interface Written extends Given {
  /** Else there may be more members than are written down. */
  isWhole: boolean;
  /** Whether undefined members and classes count. */
  isStrict: boolean;
}

/** Whether a claim surely holds of what is written. No pattern is run: it is the candidate's, and may never end. */
export function holds(claim: Claim, written: Written): boolean {
  const of = knownValue(claim.subject, written);
  if (of === undefined) return false;
  const isPrimitive = typeof of.value !== 'object' || of.value === null;
  if (!isPrimitive && !written.isWhole && !(of.value instanceof Opaque)) return false;
  // What a negation leaves out may be there unwritten; of a primitive, all is written.
  if (claim.not && !isPrimitive) return false;
  const is = isSo(claim, of.value, written);
  return is !== undefined && is !== claim.not;
}

function isSo({ matcher, expected }: Claim, value: unknown, { isStrict }: Written): boolean | undefined {
  const [first, more] = expected;
  if (first === undefined) return value instanceof Opaque ? undefined : isOfKind(matcher, value);
  if (more !== undefined) return undefined;
  const by = (knownValue(first) ?? { value: new Opaque(first.getText()) }).value;
  if (value instanceof Opaque) return /^(toBe|toEqual)$/.test(matcher) ? isSame(value, by) : undefined;
  switch (matcher) {
    case 'toBe':
      return typeof value === 'object' && value !== null ? undefined : isSame(value, by);
    case 'toStrictEqual':
      return typeof value === 'object' && value !== null && !isStrict ? undefined : isSame(value, by);
    case 'toEqual':
      return isSame(value, by);
    case 'toMatchInlineSnapshot':
      return typeof by === 'string' ? printed(value) === withoutIndent(by) : undefined;
    case 'toHaveLength':
      return typeof value === 'string' || Array.isArray(value) ? value.length === by : undefined;
    case 'toContain':
      if (typeof value === 'string') return typeof by === 'string' ? value.includes(by) : undefined;
      return Array.isArray(value) && typeof by !== 'object' ? value.includes(by) : undefined;
    case 'toContainEqual':
      return Array.isArray(value) ? value.some((one) => isSame(one, by) === true) : undefined;
    case 'toMatch':
      return typeof value === 'string' && typeof by === 'string' ? value.includes(by) : undefined;
    case 'toBeGreaterThan':
    case 'toBeGreaterThanOrEqual':
    case 'toBeLessThan':
    case 'toBeLessThanOrEqual':
      return typeof value === 'number' && typeof by === 'number' ? isOrdered(matcher, value, by) : undefined;
    default:
      return undefined;
  }
}

function isOrdered(matcher: string, value: number, by: number): boolean {
  if (value === by) return matcher.endsWith('OrEqual');
  return matcher.startsWith('toBeGreater') ? value > by : value < by;
}

function isOfKind(matcher: string, value: unknown): boolean | undefined {
  switch (matcher) {
    case 'toBeDefined':
      return value !== undefined;
    case 'toBeUndefined':
      return value === undefined;
    case 'toBeNull':
      return value === null;
    case 'toBeTruthy':
      return Boolean(value);
    case 'toBeFalsy':
      return !value;
    default:
      return undefined;
  }
}
