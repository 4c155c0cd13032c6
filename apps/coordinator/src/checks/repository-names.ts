import { literally } from '../texts/literally.js';
import { mapTexts } from '../texts/map-texts.js';

/**
 * Replaces the real path of a repository by the name it was asked under, in every text of a value, so that
 * an answer tells nothing of this host but what its caller said.
 */
export function withNameForPath<Value>(value: Value, path: string, name: string): Value;
export function withNameForPath(value: unknown, path: string, name: string): unknown {
  if (path === name) return value;
  const pattern = new RegExp(String.raw`(?<![\w./-])${literally(path)}(?![\w-]|\.\w)`, 'g');
  return mapTexts(value, (text) => text.replaceAll(pattern, () => name));
}
