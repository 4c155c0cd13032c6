import ts from 'typescript';
import { fileKindOf } from '../kinds/file-kinds.js';
import { parseData } from '../kinds/parse-data.js';
import { parseLoosely } from '../kinds/shapes.js';

const FILE_KEYS =
  /^(files|ignores|include|exclude|ignorePatterns|excludedFiles|testMatch|testRegex|ignore|only|overrides|allowDefaultProject)$/;
const IGNORING_CALL = /^(globalIgnores|includeIgnoreFile)$/;
const MAX_GLOBS = 200;

/** The globs of a configuration: which files some of its settings are for. */
export function globsIn(file: string, text: string): string[] {
  const found = fileKindOf(file) === 'code' ? inCode(file, text) : inData(parseData(file, text), undefined);
  return [...new Set(found)].filter((glob) => glob !== '' && glob.length < 500).slice(0, MAX_GLOBS);
}

function inCode(file: string, text: string): string[] {
  const globs: string[] = [];
  const walk = (node: ts.Node, isFiles: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) && (isFiles || node.text.includes('*'))) globs.push(node.text);
    if (ts.isPropertyAssignment(node)) {
      const name = ts.isComputedPropertyName(node.name) ? '' : node.name.text;
      return walk(node.initializer, isFiles || (typeof name === 'string' && FILE_KEYS.test(name)));
    }
    const ignoring = ts.isCallExpression(node) && IGNORING_CALL.test(node.expression.getText());
    ts.forEachChild(node, (child) => walk(child, isFiles || ignoring));
  };
  walk(parseLoosely(file, text), false);
  return globs;
}

function inData(value: unknown, key: string | undefined): string[] {
  if (typeof value === 'string') return value.includes('*') || FILE_KEYS.test(key ?? '') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => inData(one, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => inData(inner, name));
}
