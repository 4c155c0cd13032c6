import { fileKindOf, isTsconfig } from '../kinds/file-kinds.js';
import { codeReferences } from './code-references.js';
import { dataReferences } from './data-references.js';
import type { Reference } from './reference.js';

const MAX_LENGTH = 1_000_000;

/** Every file that one file of the judge names. */
export function fileReferences(file: string, text: string): Reference[] {
  if (text.length > MAX_LENGTH) return [];
  const kind = fileKindOf(file);
  switch (kind) {
    case 'code':
      return codeReferences(file, text);
    case 'json':
    case 'yaml':
      // Editors alone use the plugins of a tsconfig.
      return dataReferences(file, text).filter(
        (one) => !(isTsconfig(file) && one.kind === 'named' && one.key === 'plugins'),
      );
    case 'ignore':
    case 'environment':
    case 'lines':
    case 'opaque':
      return [];
    default:
      return kind satisfies never;
  }
}
