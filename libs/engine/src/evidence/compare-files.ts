import type { JudgeFinding } from '../integrity/judge-finding.js';
import type { JudgeRule } from '../integrity/rules.js';
import type { GateContext } from '../gates/gate.js';
import { isCode, isTestFile } from '../gates/source-files.js';
import { importedAmong } from './imported-files.js';

const MAX_FINDINGS = 50;

type Comparison = Pick<GateContext, 'place' | 'change' | 'readCandidate'>;

/** How a gate speaks of the files that it works on. */
export interface FileSet {
  rule: Extract<JudgeRule, 'file-not-checked' | 'file-not-linted' | 'file-not-measured'>;
  /** As in "is no longer …": `linted by ESLint`. */
  done: string;
}

/**
 * Files that the same run covered on the base, that are still there (also by another name), and that it no longer
 * covers; and source that came in out of its sight, although what it covers imports it.
 *
 * @param now files that the run covered on the candidate
 * @param before files that it covered on the base
 * @param holdsCode whether a file has anything to cover
 */
export async function filesLeftOut(
  { rule, done }: FileSet,
  before: readonly string[],
  now: ReadonlySet<string>,
  context: Comparison,
  holdsCode: (file: string) => Promise<boolean> = () => Promise.resolve(true),
): Promise<JudgeFinding[]> {
  const { place, change } = context;
  const findings: JudgeFinding[] = [];
  for (const file of before) {
    const path = place.files.has(file) ? file : change.renamed.get(file);
    if (path === undefined || now.has(path) || isTestFile(path) || !(await holdsCode(path))) continue;
    findings.push({
      rule,
      file: path,
      message:
        path === file
          ? `${file} was ${done} on the base and is so no longer. Leave it where the gate sees it.`
          : `${file} was ${done} on the base; as ${path} it is so no longer. Keep it where, and of a kind, that the gate sees.`,
    });
  }
  for (const file of await addedOutOfSight(before, now, context)) {
    if (!(await holdsCode(file))) continue;
    findings.push({
      rule,
      file,
      message: `${file} is new source that other source imports, and it is not ${done}. Put it where the gate sees it.`,
    });
  }
  return findings.slice(0, MAX_FINDINGS);
}

/** New code that a covered file imports, and that is not covered itself. Tests and declarations do not count. */
async function addedOutOfSight(
  before: readonly string[],
  now: ReadonlySet<string>,
  { change, readCandidate, place }: Comparison,
): Promise<string[]> {
  const known = new Set(before);
  const arrived = new Set(change.renamed.values());
  const added = change.changed.filter(
    (file) =>
      !known.has(file) &&
      !now.has(file) &&
      !arrived.has(file) &&
      isSourceOfAnyName(file) &&
      !isTestFile(file),
  );
  if (added.length === 0) return [];
  const importers = change.changed.filter((file) => now.has(file) && isCode(file) && !isTestFile(file));
  const imported = await importedAmong(place.files, importers, readCandidate);
  return added.filter((file) => imported.has(file));
}

/** Also what is named like a configuration: a module that the product imports is product. */
const isSourceOfAnyName = (file: string) =>
  /\.([cm]?[jt]s|[jt]sx|vue|svelte)$/.test(file) && !/\.d\.([^/]+\.)?[cm]?ts$/.test(file);
