import type { Chance } from './chance.js';
import { randomTitle } from './chance.js';

export const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Any value but the expected one will do. */
const EQUALITY = words(
  'toBe toEqual toStrictEqual equal equals eq eql eqls strictEqual deepEqual deepStrictEqual',
);
/** Hold for nothing and for no value of truth. */
const OF_NOTHING = words('toBeFalsy toBeNull toBeUndefined toBeNaN toBeNullish');
/** Hold for no `undefined`, and refuse what they cannot look into. */
const OF_SOMETHING = words(
  'toBeTruthy toBeDefined toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan ' +
    'toBeLessThanOrEqual toBeCloseTo toBeInstanceOf toContain toContainEqual toHaveLength ' +
    'toHaveProperty toMatch toMatchObject toHaveBeenCalled toHaveBeenCalledTimes ' +
    'toHaveBeenCalledWith toHaveBeenLastCalledWith',
);
const OF_FUNCTIONS = words('toThrow toThrowError');

/** Source of a value for which a matcher fails, whatever else it is given; nothing where there is none for certain. */
export function wrongValue(matcher: string, pick: Chance): string | undefined {
  if (EQUALITY.has(matcher)) return unequal(pick);
  if (OF_NOTHING.has(matcher)) return JSON.stringify(randomTitle(pick));
  if (OF_SOMETHING.has(matcher)) return 'undefined';
  return OF_FUNCTIONS.has(matcher) ? '() => {}' : undefined;
}

/** A value that is no constant of any test: a symbol, a number or a text by chance. */
function unequal(pick: Chance): string {
  const text = JSON.stringify(randomTitle(pick));
  const number = `${pick(1_000_000_000)}.${pick(1_000_000_000)}7`;
  return [`Symbol(${text})`, number, text][pick(3)] ?? text;
}
