import { fileKindOf } from './file-kinds.js';
import { parseData } from './parse-data.js';
import { parseCode, shapes } from './shapes.js';

/** Whether two versions of a file say the same, so that they differ in comments and format at most. */
export function sameMeaning(file: string, before: string, after: string): boolean {
  if (before === after) return true;
  const kind = fileKindOf(file);
  switch (kind) {
    case 'code':
      return sameCode(file, before, after);
    case 'json':
    case 'yaml': {
      const [one, other] = [parseData(file, before), parseData(file, after)];
      return one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);
    }
    case 'ignore':
    case 'environment':
    case 'lines':
      return lines(before).join('\n') === lines(after).join('\n');
    case 'opaque':
      return false;
    default:
      return kind satisfies never;
  }
}

function sameCode(file: string, before: string, after: string): boolean {
  const [one, other] = [parseCode(file, before), parseCode(file, after)];
  if (!one || !other) return false;
  const { of } = shapes();
  return of(one) === of(other);
}

/** The lines of a plain file that say something. */
export function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith(';'));
}
