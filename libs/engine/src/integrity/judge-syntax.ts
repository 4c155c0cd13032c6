import { posix } from 'node:path';
import { isTestSide } from '../gates/source-files.js';
import type { Question } from '../question.js';
import type { Project } from '../policy/project.js';
import type { JudgeFinding } from './judge-finding.js';
import { shippedFiles } from './shipped-files.js';
import type { Sides } from './syntax/sides.js';
import { syntaxFindings } from './syntax/syntax-findings.js';

const MAX_HOPS = 8;
const COMPARED = /\.([cm]?[jt]s|[jt]sx|vue|svelte|snap)$/;

/** Holds the syntax of what the candidate changed against the base's. */
export async function judgeSyntax(
  question: Question,
): Promise<{ findings: JudgeFinding[]; compared: number }> {
  const { candidate, judge, isFirstChange } = question;
  if (isFirstChange) return { findings: [], compared: 0 };
  const sides = await changedSources(question);
  const programs = programsOf(candidate);
  const shipped = await shippedFiles(candidate.files, question.change.changed, async (path) =>
    candidate.links?.has(path) ? undefined : candidate.read(path),
  );
  const findings = syntaxFindings(sides, {
    isTest: isTestSide,
    basePaths: judge.files,
    candidatePaths: candidate.files,
    isProgram: (path) => programs.has(stemOf(path)),
    isShipped: (path) => shipped.has(path),
  });
  return { findings, compared: sides.length };
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

/** `./dist/cli.mjs` and `src/cli.ts` are one program. */
function stemOf(file: string): string {
  return file
    .replace(/^\.?\//, '')
    .replace(/^(src|lib|dist|build|out)\//, '')
    .replace(/\.[^./]+$/, '');
}
