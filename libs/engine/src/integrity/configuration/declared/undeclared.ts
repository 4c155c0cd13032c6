import ts from 'typescript';
import { parseCode, shapes } from '../kinds/shapes.js';
import { checkValues } from './check-values.js';
import { compareStatements } from './compare-statements.js';
import type { KnownPackages } from './known-packages.js';

/** A file as one side has it. */
export interface Version {
  path: string;
  text: string;
}

const MAX_REASONS = 3;

/**
 * What a candidate adds to a configuration that is code and that is more than a declaration of values, in words. A
 * configuration that runs can answer otherwise when it is asked what it comes to; one to which only values are
 * added answers as the base's does. Nothing means that all additions are declared.
 *
 * @param before all files of the configuration as the base has them: what was moved between them is no addition
 */
export function undeclaredAdditions(
  before: readonly Version[],
  after: readonly Version[],
  packages: KnownPackages,
): string[] {
  const { of } = shapes();
  const known = new Set<number>();
  const sources = new Map<string, ts.SourceFile>();
  for (const { path, text } of before) {
    const source = parseCode(path, text);
    if (!source) continue;
    sources.set(path, source);
    const collect = (node: ts.Node): void => {
      known.add(of(node));
      ts.forEachChild(node, collect);
    };
    collect(source);
  }
  const reasons: string[] = [];
  for (const { path, text } of after) {
    const source = parseCode(path, text);
    if (!source) {
      reasons.push(`${path} cannot be parsed`);
      continue;
    }
    const check = checkValues(path, source, (node) => known.has(of(node)), packages, reasons);
    compareStatements(sources.get(path) ?? only(sources), source, check);
  }
  return reasons.slice(0, MAX_REASONS);
}

/** A configuration under another name is held against the one that there was. */
function only(sources: ReadonlyMap<string, ts.SourceFile>): ts.SourceFile | undefined {
  return sources.size === 1 ? [...sources.values()][0] : undefined;
}
