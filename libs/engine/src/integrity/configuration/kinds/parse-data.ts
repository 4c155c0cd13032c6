import { parse as parseJson, type ParseError } from 'jsonc-parser';
import { parse as parseYaml } from 'yaml';
import { fileKindOf } from './file-kinds.js';

/** The value that a configuration of plain data holds; nothing where it is no such file or cannot be read. */
export function parseData(file: string, text: string): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const kind = fileKindOf(file);
  if (kind === 'json') return jsonOf(plain);
  if (kind !== 'yaml') return undefined;
  try {
    return parseYaml(plain, { maxAliasCount: 100 });
  } catch {
    return jsonOf(plain);
  }
}

/** Comments and trailing commas are allowed, as the tools allow them. */
function jsonOf(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? undefined : value;
}
