import ts from 'typescript';
import { parseSource } from '../../sources/parse-source.js';
import { assertingNames } from './asserting-names.js';
import type { Canary } from './canary.js';
import { randomTitle, type Chance } from './chance.js';
import type { TestFile } from './choose-files.js';

/** A test that must fail under a title of its own, at the end of the first file that shows how tests are written. */
export function addedCanary(files: readonly TestFile[], pick: Chance): Canary[] {
  for (const { path, text } of files) {
    const source = parseSource(path, text);
    const test = source && testFunctionOf(source);
    if (!source || test === undefined) continue;
    const title = randomTitle(pick);
    const [expect] = assertingNames(source).expect;
    const fails = expect === undefined ? "throw new Error('This must be reported.')" : `${expect}(1).toBe(2)`;
    const added = `\n;${test}(${JSON.stringify(title)}, () => { ${fails}; });\n`;
    const edit = { start: text.length, end: text.length, text: added };
    return [{ file: path, title, line: text.split('\n').length, edit }];
  }
  return [];
}

/** The name by which the file itself, at its top level, declares tests: that of `it('…')`, `test.each(…)`. */
function testFunctionOf(source: ts.SourceFile): string | undefined {
  const inner = new Set<string>();
  const find = (node: ts.Node): string | undefined => {
    if ((ts.isParameter(node) || ts.isVariableDeclaration(node)) && ts.isIdentifier(node.name))
      inner.add(node.name.text);
    const isUsed =
      ts.isIdentifier(node) &&
      ts.isLeftHandSideExpression(node.parent) &&
      node.parent.getFirstToken(source) === node;
    if (isUsed && /^(it|test)$/.test(node.text) && !inner.has(node.text)) return node.text;
    return ts.forEachChild(node, find);
  };
  return find(source);
}
