import { posix } from 'node:path';
import type { Untold } from '../gates/gate.js';
import type { Question } from '../question.js';
import type { Project } from '../policy/project.js';
import type { JudgeFinding } from './judge-finding.js';
import { shippedFiles } from './shipped-files.js';
import type { Sides } from './syntax/sides.js';
import { stemOf, type SyntaxQuestion } from './syntax/syntax-question.js';

const MAX_HOPS = 8;
const COMPARED = /\.([cm]?[jt]s|[jt]sx|vue|svelte|snap)$/;

/** Reads the sides of a change, wherever that is best done. */
export type ReadSyntax = (question: SyntaxQuestion) => Promise<SyntaxRead>;

export type SyntaxRead =
  | { kind: 'told'; findings: JudgeFinding[] }
  /** It was ended by limits, so nobody can say what it would have found. */
  | { kind: 'untold'; answer: Untold };

export type SyntaxJudgement = SyntaxRead & { compared: number };

/** Holds the syntax of what the candidate changed against the base's. */
export async function judgeSyntax(question: Question, read: ReadSyntax): Promise<SyntaxJudgement> {
  const { candidate, judge, isFirstChange } = question;
  if (isFirstChange) return { kind: 'told', findings: [], compared: 0 };
  const sides = await changedSources(question);
  const shipped = await shippedFiles(candidate.files, question.change.changed, async (path) =>
    candidate.links?.has(path) ? undefined : candidate.read(path),
  );
  const answer = await read({
    sides,
    basePaths: judge.files,
    candidatePaths: candidate.files,
    programs: programsOf(candidate),
    shipped,
  });
  return { ...answer, compared: sides.length };
}

async function changedSources({ changes, judge, candidate }: Question): Promise<Sides[]> {
  const before = await readAll(
    judge,
    changes.flatMap((change) =>
      change.kind === 'added' ? [] : [change.kind === 'renamed' ? change.previousPath : change.path],
    ),
  );
  const after = await readAll(
    candidate,
    changes.flatMap((change) => (change.kind === 'deleted' ? [] : [change.path])),
  );
  return changes.flatMap((change): Sides[] => {
    const previousPath = change.kind === 'renamed' ? change.previousPath : undefined;
    const sides: Sides = {
      path: change.path,
      ...(previousPath !== undefined && { previousPath }),
      before: before.get(previousPath ?? change.path),
      after: change.kind === 'deleted' ? undefined : after.get(change.path),
    };
    return sides.before === undefined && sides.after === undefined ? [] : [sides];
  });
}

/** A link is no source of its own: what it leads to is read where it stands, and else by the name of the link. */
async function readAll(project: Project, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sources = paths.filter((path) => COMPARED.test(path));
  const isLink = (path: string) => project.links?.has(path) ?? false;
  const files = await readFiles(
    project,
    sources.filter((path) => !isLink(path)),
  );
  const texts = new Map(files);
  for (const link of sources.filter(isLink)) {
    const target = await targetOf(project, link);
    const text = target === undefined || COMPARED.test(target) ? undefined : await project.read(target);
    if (text !== undefined) texts.set(link, text);
  }
  return texts;
}

/** The file of the tree that a link leads to. */
async function targetOf(project: Project, link: string): Promise<string | undefined> {
  let at = link;
  for (let hop = 0; hop < MAX_HOPS && project.links?.has(at); hop += 1) {
    const to = await project.read(at);
    if (to === undefined || posix.isAbsolute(to)) return undefined;
    at = posix.join(posix.dirname(at), to);
  }
  return project.files.has(at) && !project.links?.has(at) ? at : undefined;
}

async function readFiles(project: Project, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (project.readMany) return project.readMany(paths);
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await project.read(path);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

/** What `bin` names, as the source that it is built from may be called. */
function programsOf({ manifest: { bin } }: Project): ReadonlySet<string> {
  const files = typeof bin === 'string' ? [bin] : Object.values(bin ?? {});
  return new Set(files.map(stemOf));
}
