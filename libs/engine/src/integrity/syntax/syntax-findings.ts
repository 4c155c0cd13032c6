import { isSource, isTooDeep, parseSource } from '../../sources/parse-source.js';
import { staticTestsOf } from '../../sources/static-tests.js';
import type { JudgeFinding } from '../judge-finding.js';
import { environmentSniffing } from './environment.js';
import { javascriptInPlaceOfTypescript } from './javascript.js';
import { mockedSubjects } from './mocks.js';
import { namedUses } from './named-uses.js';
import { newOccurrences, type Occurrence } from './occurrence.js';
import { processEnds } from './process-ends.js';
import { assertionFindings } from './proving-less.js';
import { withRecorded } from './recorded-snapshots.js';
import { renamesOf } from './renames.js';
import { runnerTouched } from './runner.js';
import { isOfTools, type AboutFiles, type ReadSides, type Side, type Sides } from './sides.js';
import { rewrittenSnapshots } from './snapshots.js';
import { suppressions } from './suppressions.js';
import { modifierChanges } from './test-modifiers.js';
import { pairTests } from './test-pairs.js';
import { typeEscapes } from './type-escapes.js';

export type { AboutFiles, Sides } from './sides.js';

/** Beyond these, files are left out, and a finding says so. */
export const MAX_FILES = 5000;
export const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
/** Of each rule in each file; the last of them says how many more there are. */
export const MAX_FINDINGS_PER_FILE_AND_RULE = 20;

/**
 * What a change does to its judge, told by the syntax of the files that it changes: suppressions and type escapes,
 * tests that prove less, mocks of what is tested, and code that reaches for the runner. Pure: the same sides give the
 * same findings, in the same order. What the base already has, moved or not, is no finding.
 *
 * @param sides every changed file; those that are neither source nor snapshot are passed over
 */
export function syntaxFindings(sides: readonly Sides[], about: AboutFiles): JudgeFinding[] {
  const { files, leftOut, occurrences } = readAll(sides, about);
  const pairs = pairTests(files);
  const findings = [
    ...leftOut,
    ...newInCandidate(files, occurrences),
    ...javascriptInPlaceOfTypescript(sides, about),
    ...modifierChanges(pairs),
    ...assertionFindings(files, pairs, renamesOf(files), withRecorded(sides)),
    ...mockedSubjects(files, about),
    ...rewrittenSnapshots(sides, about),
  ];
  return bounded(findings.toSorted(byPlace));
}

function newInCandidate(
  files: readonly ReadSides[],
  occurrences: ReadonlyMap<Side, Occurrence[]>,
): JudgeFinding[] {
  const previous = new Map(
    files.map(({ before, after, path }) => [after?.path ?? path, before?.path ?? path]),
  );
  const of = (side: Side | undefined) => (side && occurrences.get(side)) ?? [];
  const base = files.flatMap(({ before }) => of(before));
  const candidate = files.flatMap(({ after }) => of(after));
  return newOccurrences(base, candidate, (path) => previous.get(path) ?? path).map(
    ({ rule, path, range, message, context }) => ({
      rule,
      file: path,
      range,
      message,
      context: context.join(' '),
    }),
  );
}

function occurrencesIn(side: Side, about: AboutFiles): Occurrence[] {
  const uses = namedUses(side.source);
  return [
    ...suppressions(side),
    ...typeEscapes(side),
    ...runnerTouched(side, uses, about),
    ...environmentSniffing(side, uses, about),
    ...processEnds(side, uses, about),
  ];
}

interface Read {
  files: ReadSides[];
  leftOut: JudgeFinding[];
  occurrences: ReadonlyMap<Side, Occurrence[]>;
}

function readAll(sides: readonly Sides[], about: AboutFiles): Read {
  const files: ReadSides[] = [];
  const leftOut: JudgeFinding[] = [];
  const occurrences = new Map<Side, Occurrence[]>();
  let bytes = 0;

  /** Nothing for a file that cannot be parsed, or whose tree is deeper than a walk over it can go. */
  const read = (path: string, text: string | undefined): Side | undefined => {
    const source = text === undefined || !isSource(path) ? undefined : parseSource(path, text);
    if (source === undefined) return undefined;
    try {
      const isShipped = about.isShipped?.(path) ?? false;
      const isTest = !isShipped && about.isTest(path);
      const side = { path, isTest, isShipped, source, ...staticTestsOf(source) };
      occurrences.set(side, occurrencesIn(side, about));
      return side;
    } catch (error) {
      if (isTooDeep(error)) return undefined;
      throw error;
    }
  };

  for (const one of sides) {
    if (!isSource(one.path) || isOfTools(one.path)) continue;
    bytes += (one.before?.length ?? 0) + (one.after?.length ?? 0);
    const isWithin = files.length < MAX_FILES && bytes <= MAX_TOTAL_BYTES;
    const before = isWithin ? read(one.previousPath ?? one.path, one.before) : undefined;
    const after = isWithin ? read(one.path, one.after) : undefined;
    if (one.after !== undefined && after === undefined) leftOut.push(notRead(one.path, isWithin));
    if (before !== undefined || after !== undefined) {
      files.push({ path: one.path, ...(before && { before }), ...(after && { after }) });
    }
  }
  return { files, leftOut, occurrences };
}

function notRead(file: string, isWithin: boolean): JudgeFinding {
  return {
    rule: 'file-not-read',
    file,
    message: isWithin
      ? `${file} is too large or nested too deeply to be read, so nobody knows what it does to the judge. Make it smaller, or divide it.`
      : `${file} was not read: the change has more files or bytes than are looked at. Divide the change.`,
  };
}

function byPlace(one: JudgeFinding, other: JudgeFinding): number {
  const [a, b] = [one.file ?? '', other.file ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  const line = (one.range?.startLine ?? 0) - (other.range?.startLine ?? 0);
  return line === 0 ? (one.rule < other.rule ? -1 : Number(one.rule > other.rule)) : line;
}

function bounded(findings: readonly JudgeFinding[]): JudgeFinding[] {
  const counts = new Map<string, number>();
  const keyOf = ({ rule, file }: JudgeFinding) => `${rule}\0${file ?? ''}`;
  for (const one of findings) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return findings.flatMap((one) => {
    const at = (seen.get(keyOf(one)) ?? 0) + 1;
    seen.set(keyOf(one), at);
    if (at > MAX_FINDINGS_PER_FILE_AND_RULE) return [];
    const more = (counts.get(keyOf(one)) ?? 0) - at;
    return at === MAX_FINDINGS_PER_FILE_AND_RULE && more > 0
      ? [{ ...one, message: `${one.message} (and ${more} more in this file)` }]
      : [one];
  });
}
