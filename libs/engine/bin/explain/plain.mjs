/** Turns settings into plain data, free of places of the host, so that those of two runs can be compared. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';

const MAX_DEPTH = 14;
const MAX_VALUES = 300_000;

/** Code is known by a digest of its text, whatever its white space: two functions of one name may differ. */
export function digestOf(code) {
  return createHash('sha256').update(String(code).replaceAll(/\s+/g, '')).digest('hex').slice(0, 12);
}

/**
 * Plain data with sorted keys. Functions become digests; paths become relative to the working directory, or
 * begin at the innermost `node_modules`.
 *
 * @param replace gives what stands in the place of a value, or nothing where the value stays
 */
export function plain(value, replace = () => undefined) {
  const seen = new Set();
  let count = 0;
  const visit = (item, depth) => {
    count += 1;
    if (count > MAX_VALUES) throw new Error(`The settings hold more than ${MAX_VALUES} values.`);
    const other = replace(item);
    if (other !== undefined) return other;
    if (typeof item === 'string') return withoutPlaces(item);
    if (typeof item === 'function') return `function ${item.name || 'without a name'} ${digestOf(item)}`;
    if (typeof item === 'bigint' || typeof item === 'symbol') return String(item);
    if (item === null || typeof item !== 'object') return item;
    if (item instanceof RegExp || item instanceof URL) return withoutPlaces(String(item));
    if (depth > MAX_DEPTH || seen.has(item)) return '…';
    seen.add(item);
    const told = Array.isArray(item)
      ? item.map((one) => visit(one, depth + 1) ?? null)
      : Object.fromEntries(entriesOf(item).map(([key, one]) => [key, visit(one, depth + 1)]));
    seen.delete(item);
    return told;
  };
  return visit(value, 0);
}

function entriesOf(item) {
  const entries =
    item instanceof Map || item instanceof Set
      ? [...item.entries()].map(([key, one]) => [String(key), one])
      : Object.entries(item);
  return entries.filter(([, one]) => one !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}

const HERE = [...new Set([process.cwd(), realpathSync(process.cwd())])];

function withoutPlaces(text) {
  let told = text;
  for (const here of HERE) {
    for (const form of [here, here.replaceAll('/', '\\/')]) told = told.replaceAll(form, '.');
  }
  return told.replaceAll(/(?:file:\/\/|\/@fs)?\/[^\s'"|()]*?(\\?\/)node_modules\\?\//g, 'node_modules$1');
}

/** Names in the same order everywhere. */
export function sorted(names) {
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
