import ts from 'typescript';
import { parseSource } from '../../sources/parse-source.js';
import { staticTests, type StaticTest } from '../../sources/static-tests.js';
import type { TestCase } from '../../tools/tool.js';
import type { GateContext } from '../gate.js';
import type { Failures } from '../run-again.js';
import { goneFor, goneMembers, type Gone } from './gone-names.js';
import { changedProduct } from './test-side.js';
import { treesOf } from './trees.js';

export interface Excuses {
  /** Sentences without a full stop, one for each failure that is not held against the change. */
  excused: string[];
  held: Failures;
}

/** Parts failures of the base's tests that are explained by names and modules that the candidate no longer has. */
export async function excusesOf(context: GateContext, { tests, files }: Failures): Promise<Excuses> {
  const trees = treesOf(context);
  const product = changedProduct(context.change);
  const members = await goneMembers(product, trees);
  const readings = new Map<string, Reading>();
  for (const file of new Set([...tests.map((test) => test.file), ...files])) {
    const text = await context.readBase(file);
    const source = text === undefined ? undefined : parseSource(file, text);
    if (text === undefined || !source) continue;
    const gone = await goneFor(file, source, trees, members);
    readings.set(file, { source, statics: staticTests(file, text), gone });
  }
  const excused: string[] = [];
  const isHeld = (what: string, why: string | undefined) => {
    if (why !== undefined) excused.push(`${what} uses ${why}, which is gone`);
    return why === undefined;
  };
  return {
    excused,
    held: {
      tests: tests.filter((test) => isHeld(`"${test.title}"`, goneIn(readings.get(test.file), test))),
      files: files.filter((file) => isHeld(file, goneIn(readings.get(file)))),
    },
  };
}

interface Reading {
  source: ts.SourceFile;
  statics: readonly StaticTest[];
  gone: Gone;
}

/** The first thing that a test, or a whole file, uses and that is gone. What stands outside of tests counts for each of them. */
function goneIn(reading: Reading | undefined, test?: TestCase): string | undefined {
  if (!reading) return undefined;
  const { source, statics, gone } = reading;
  if (gone.modules[0] !== undefined) return gone.modules[0];
  if (gone.names.size === 0) return undefined;
  const own =
    test && statics.find((one) => [...one.suites, one.title].filter(Boolean).join(' ') === test.title);
  const others = own ? statics.filter((one) => one !== own) : [];
  return firstName(
    source,
    gone.names,
    others.map(({ range }) => range),
  );
}

function firstName(
  source: ts.SourceFile,
  names: ReadonlySet<string>,
  outside: readonly { start: number; end: number }[],
): string | undefined {
  const find = (node: ts.Node): string | undefined => {
    if (ts.isImportDeclaration(node)) return undefined;
    const start = node.getStart(source);
    if (outside.some((range) => range.start === start && range.end === node.getEnd())) return undefined;
    if (ts.isIdentifier(node) && names.has(node.text)) return node.text;
    return ts.forEachChild(node, find);
  };
  return find(source);
}
