import { isTestSide } from '../gates/differential/test-side.js';
import type { Question } from '../question.js';
import type { Project } from '../policy/project.js';
import type { JudgeFinding } from './judge-finding.js';
import type { Sides } from './syntax/sides.js';
import { syntaxFindings } from './syntax/syntax-findings.js';

const COMPARED = /\.([cm]?[jt]s|[jt]sx|vue|svelte|snap)$/;

/** Holds the syntax of what the candidate changed against the base's. */
export async function judgeSyntax(
  question: Question,
): Promise<{ findings: JudgeFinding[]; compared: number }> {
  const { candidate, judge, isFirstChange } = question;
  if (isFirstChange) return { findings: [], compared: 0 };
  const sides = await changedSources(question);
  const programs = programsOf(candidate);
  const findings = syntaxFindings(sides, {
    isTest: isTestSide,
    basePaths: judge.files,
    candidatePaths: candidate.files,
    isProgram: (path) => programs.has(stemOf(path)),
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

async function readAll(project: Project, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sources = paths.filter((path) => COMPARED.test(path) && !project.links?.has(path));
  if (project.readMany) return project.readMany(sources);
  const texts = new Map<string, string>();
  for (const path of sources) {
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
