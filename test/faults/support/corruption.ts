import type { Verdict } from '@quality-gates/contract';
import fc from 'fast-check';

/** A change to bytes, wherever they are. */
export const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc
  .tuple(
    fc.constantFrom('flip', 'insert', 'delete', 'cut', 'double'),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.integer({ min: 1, max: 255 }),
  )
  .map(([how, place, byte]) => (bytes: Buffer) => {
    const at = Math.floor(place * bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (how) {
      case 'flip': {
        const flipped = Buffer.from(bytes);
        if (bytes.length > 0) flipped[at] = (bytes[at] ?? 0) ^ byte;
        return flipped;
      }
      case 'insert':
        return Buffer.concat([before, Buffer.from([byte]), after]);
      case 'delete':
        return Buffer.concat([before, after.subarray(byte)]);
      case 'cut':
        return before;
      default:
        return Buffer.concat([before, after.subarray(0, byte), after]);
    }
  });

/** Values that look as if they could pass for what is there. */
const temptations = fc.oneof(
  fc.constantFrom(
    'approved',
    'rejected',
    'passed',
    'failed',
    'skipped',
    'full',
    'partial',
    'lint',
    '__proto__',
  ),
  fc.constantFrom<unknown>(true, false, null, 0, 1, -1, 1e308, '', [], {}, ['approved']),
  fc.constantFrom('a', 'b', 'c').map((digit) => digit.repeat(40)),
);

/**
 * JSON text of a verdict in which one member, anywhere, is replaced, dropped, doubled, renamed, or taken from another
 * verdict at the same place.
 */
export function tampered(verdict: Verdict, others: readonly Verdict[]): fc.Arbitrary<string> {
  const places = placesIn(verdict);
  return fc
    .tuple(
      fc.constantFrom('replace', 'drop', 'double', 'rename', 'swap'),
      fc.constantFrom(...places),
      fc.oneof(temptations, fc.jsonValue({ maxDepth: 2 })),
      fc.constantFrom(...others),
    )
    .map(([how, place, value, other]) => {
      const key = place.at(-1) ?? '';
      switch (how) {
        case 'replace':
          return textWith(verdict, place, [[key, value]]);
        case 'drop':
          return textWith(verdict, place, []);
        case 'double':
          return textWith(verdict, place, [
            [key, value],
            [key, memberAt(verdict, place)],
          ]);
        case 'rename':
          return textWith(verdict, place, [[`${key}x`, memberAt(verdict, place)]]);
        default:
          return textWith(verdict, place, [[key, memberAt(other, place) ?? null]]);
      }
    });
}

type Place = readonly string[];

function placesIn(value: unknown, above: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const place = [...above, key];
    return [place, ...placesIn(member, place)];
  });
}

function memberAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** The JSON text of a value with these members in the place of the one that is there; a key may come twice. */
function textWith(value: unknown, [key = '', ...below]: Place, members: [string, unknown][]): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).flatMap(([name, member]): [string, string][] => {
    if (name !== key) return [[name, JSON.stringify(member)]];
    if (below.length > 0) return [[name, textWith(member, below, members)]];
    return members.map(([other, replacement]) => [other, JSON.stringify(replacement)]);
  });
  return Array.isArray(value)
    ? `[${parts.map(([, text]) => text).join(',')}]`
    : `{${parts.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}
