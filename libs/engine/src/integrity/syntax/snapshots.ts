import ts from 'typescript';
import { parseSource, placeOf } from '../../sources/parse-source.js';
import { staticTests } from '../../sources/static-tests.js';
import type { JudgeFinding } from '../judge-finding.js';
import type { AboutFiles, Sides } from './sides.js';

const SNAPSHOT = /(^|\/)(?:__snapshots__\/)?([^/]+)\.snap$/;
const MAX_ENTRIES = 20_000;

/** Entries of snapshot files that say something else, or are gone while their test stays. */
export function rewrittenSnapshots(sides: readonly Sides[], about: AboutFiles): JudgeFinding[] {
  return sides.flatMap((one) => {
    if (one.before === undefined || !SNAPSHOT.test(one.path)) return [];
    const before = entriesOf(one.before);
    const after = one.after === undefined ? new Map<string, Entry>() : entriesOf(one.after);
    const stays = testsOf(one, sides, about);
    return [...before].flatMap(([name, { text }]): JudgeFinding[] => {
      const now = after.get(name);
      if (now?.text === text || (now === undefined && !stays(name))) return [];
      return [
        {
          rule: 'snapshot-rewritten',
          file: one.path,
          range: { startLine: now?.line ?? 1 },
          context: name,
          message:
            now === undefined
              ? `The snapshot "${name}" is gone while its test is still there, so the test accepts whatever the code prints. Bring it back.`
              : `The snapshot "${name}" says something else than on the base. If the output is meant to change, the orchestrator says so by a waiver; else mend the code.`,
        },
      ];
    });
  });
}

interface Entry {
  text: string;
  line: number;
}

/** `` exports[`name 1`] = `…` `` */
function entriesOf(text: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  const source = parseSource('snapshot.js', text);
  for (const statement of source?.statements ?? []) {
    if (found.size >= MAX_ENTRIES || source === undefined || !ts.isExpressionStatement(statement)) continue;
    const { expression } = statement;
    if (!ts.isBinaryExpression(expression) || !ts.isElementAccessExpression(expression.left)) continue;
    const name = expression.left.argumentExpression;
    const value = expression.right;
    if (!ts.isStringLiteralLike(name)) continue;
    found.set(name.text, {
      text: ts.isStringLiteralLike(value) ? value.text : value.getText(source),
      line: placeOf(source, statement.getStart(source)).startLine,
    });
  }
  return found;
}

/** Whether the test of a snapshot is still there: its file is, and registers a test of that name as far as can be told. */
function testsOf({ path }: Sides, sides: readonly Sides[], about: AboutFiles): (snapshot: string) => boolean {
  const testPath = path.replace(/(^|\/)__snapshots__\//, '$1').replace(/\.snap$/, '');
  const changed = sides.find((one) => one.path === testPath || one.previousPath === testPath);
  if (changed === undefined) return () => about.candidatePaths.has(testPath);
  if (changed.after === undefined) return () => false;
  const tests = staticTests(changed.path, changed.after);
  const names = new Set(
    tests.flatMap(({ suites, label }) => {
      const words = [...suites.map((suite) => suite ?? ''), label];
      return [words.join(' '), words.join(' > ')];
    }),
  );
  return (snapshot) => {
    const name = snapshot.replace(/ \d+$/, '');
    return [...names].some(
      (one) => name === one || name.startsWith(`${one}: `) || name.startsWith(`${one} > `),
    );
  };
}
