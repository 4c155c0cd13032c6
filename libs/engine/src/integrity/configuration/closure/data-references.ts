import { parseData } from '../kinds/parse-data.js';
import { fileKey, namesProduct, type Reference } from './reference.js';

const MAX_DEPTH = 20;

/** Every file that a configuration of plain data names by one of its settings. */
export function dataReferences(file: string, text: string): Reference[] {
  return valueReferences(parseData(file, text));
}

/** Every file that a value names by one of its settings. */
export function valueReferences(value: unknown): Reference[] {
  const found: Reference[] = [];
  walk(value, undefined, 0, found);
  return found;
}

function walk(value: unknown, key: string | undefined, depth: number, found: Reference[]): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (key !== undefined) found.push({ kind: 'named', key, specifier: value });
  } else if (Array.isArray(value)) {
    for (const one of value) walk(one, key, depth + 1, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (namesProduct(name)) continue;
      walk(inner, fileKey(name) ? name : key, depth + 1, found);
    }
  }
}
