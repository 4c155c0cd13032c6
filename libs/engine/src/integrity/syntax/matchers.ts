/** How much a matcher asks for: 3 a whole value, 2 a part of it, 1 hardly anything. */
export type Strength = 0 | 1 | 2 | 3;

const WHOLE =
  'toBe toEqual toStrictEqual toEqualTypeOf toBeTypeOf toMatchInlineSnapshot toMatchSnapshot toMatchFileSnapshot ' +
  'toThrowErrorMatchingSnapshot toThrowErrorMatchingInlineSnapshot toHaveBeenCalledWith toBeCalledWith ' +
  'toHaveBeenLastCalledWith toHaveBeenNthCalledWith toHaveBeenCalledExactlyOnceWith lastCalledWith nthCalledWith ' +
  'toHaveReturnedWith toHaveLastReturnedWith toHaveNthReturnedWith toHaveResolvedWith toBeNull toBeUndefined toBeNaN ' +
  'toBeTrue toBeFalse equal equals eql eq deep.equal deep.equals deep.eql strictEqual deepEqual deepStrictEqual ' +
  'is same strictSame null undefined true false NaN toHaveBeenCalledTimes toBeCalledTimes toHaveReturnedTimes ' +
  'isTrue isFalse isNull isUndefined';
const PART =
  'toMatchObject toMatchTypeOf toExtend toContain toContainEqual toContainAllKeys toMatch toHaveProperty toHaveLength ' +
  'toBeInstanceOf toBeCloseTo toThrow toThrowError toBeOneOf toSatisfy include includes contain contains match like ' +
  'instanceof instanceOf property lengthOf length an a regex throws throwsAsync rejects throw partialDeepStrictEqual ' +
  'snapshot matchSnapshot closeTo keys members ownProperty toHaveBeenCalledOnce doesNotMatch';
const HARDLY =
  'toBeDefined toBeTruthy toBeFalsy toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan toBeLessThanOrEqual ' +
  'toHaveBeenCalled toBeCalled toHaveReturned toHaveResolved ok isOk notOk truthy falsy exist exists above below least most ' +
  'greaterThan lessThan gt gte lt lte within doesNotThrow doesNotReject notThrows notThrowsAsync pass empty toBeTypeOf called';

const STRENGTHS: ReadonlyMap<string, Strength> = new Map([
  ...HARDLY.split(' ').map((name): [string, Strength] => [name, 1]),
  ...PART.split(' ').map((name): [string, Strength] => [name, 2]),
  ...WHOLE.split(' ').map((name): [string, Strength] => [name, 3]),
]);
const NAMES = new Set([...WHOLE.split(' '), ...PART.split(' '), ...HARDLY.split(' ')]);

/** Whether Jest or Vitest bring a matcher of this name with them. */
export function isMatcherOfRunner(name: string): boolean {
  return (
    (NAMES.has(name) && /^(to|lastC|nthC)/.test(name) && !/^toBe(True|False)$/.test(name)) ||
    name === 'toBeFalsy'
  );
}

/**
 * How much an assertion asks for. A negation asks for hardly anything: nearly every value is not one value. What is
 * not known is taken to ask for a part.
 */
export function strengthOf(matcher: string): Strength {
  if (matcher === '') return 0;
  if (matcher === 'assert') return 1;
  const name = matcher.replace(/^(assert|should)\./, '').replace(/^(resolves|rejects|eventually)\./, '');
  if (/^(not\.|not[A-Z]|isNot[A-Z])/.test(name)) {
    return /^not\.(toThrow\w*|toBe(Null|Undefined|Truthy|Falsy|Defined))$/.test(name)
      ? 1
      : /^not\.toHaveBeenCalled$/.test(name)
        ? 3
        : 1;
  }
  return STRENGTHS.get(name) ?? STRENGTHS.get(name.slice(name.lastIndexOf('.') + 1)) ?? 2;
}

export const isSnapshot = (matcher: string) => /Snapshot$|snapshot$/.test(matcher);
/** Such as keep their value in a file of their own. */
export const isSnapshotOfFile = (matcher: string) => /(toMatch|Matching)(File)?Snapshot$/.test(matcher);
export const isCount = (matcher: string) => /^expect\.(assertions|hasAssertions)$/.test(matcher);
