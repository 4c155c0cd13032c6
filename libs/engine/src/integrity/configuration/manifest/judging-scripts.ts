import { scriptArguments, SCRIPTS_FOR_OTHER_ENDS } from '../../../policy/judging-scripts.js';
import type { PackageManifest, Project } from '../../../policy/project.js';
import { stepsOf } from '../../../policy/script-calls.js';
import type { ToolInUse } from '../configuration-tools.js';

/** Names by which the base says how it is judged, whatever they call. */
const GATES =
  /^(pre|post)?(tests?|unit|lint|eslint|type-?check|check-?types?|types?|tsc|coverage|build|compile|check)(:(unit|run|all|ci|coverage|types?|js|ts|code|src|prod|production|lib))?$/;

/**
 * The scripts that the candidate changed although the gates' tools and options are read from them: of the base's
 * those that reach a tool of a gate or are called after one, of the candidate's own those that would make a gate
 * ask otherwise.
 */
export async function changedJudgingScripts(
  inUse: readonly ToolInUse[],
  base: Project,
  candidate: PackageManifest,
): Promise<string[]> {
  const before = base.manifest.scripts ?? {};
  const after = candidate.scripts ?? {};
  const programs = new Set(inUse.map(({ tool }) => tool.bin));
  const changed = Object.keys(before).filter((name) => !sameText(before[name], after[name]));
  const judging = changed.filter((name) => GATES.test(name) || reaches(name, before, programs));
  const added = Object.keys(after).filter((name) => before[name] === undefined);
  const telling = await tellingScripts(inUse, base, after, added);
  return [...judging, ...telling].sort();
}

/** Of new scripts those with which detection comes to another setup: alone, or else all together. */
async function tellingScripts(
  inUse: readonly ToolInUse[],
  base: Project,
  after: Readonly<Record<string, string>>,
  added: readonly string[],
): Promise<string[]> {
  const withScripts = (names: readonly string[]) => ({
    ...base.manifest.scripts,
    ...Object.fromEntries(names.map((name) => [name, after[name] ?? ''])),
  });
  if (added.length === 0 || !(await asksOtherwise(inUse, base, withScripts(added)))) return [];
  const alone: string[] = [];
  for (const name of added) if (await asksOtherwise(inUse, base, withScripts([name]))) alone.push(name);
  return alone.length > 0 ? alone : [...added];
}

function reaches(
  name: string,
  scripts: Readonly<Record<string, string>>,
  programs: ReadonlySet<string>,
): boolean {
  if (SCRIPTS_FOR_OTHER_ENDS.test(name)) return false;
  return stepsOf(scripts, name).some(({ program }) => programs.has(program));
}

/** Whether detection on the base would come to another setup with these scripts. */
async function asksOtherwise(
  inUse: readonly ToolInUse[],
  base: Project,
  scripts: Record<string, string>,
): Promise<boolean> {
  const manifest = { ...base.manifest, scripts };
  const changed: Project = {
    ...base,
    manifest,
    scriptArguments: (program) => scriptArguments(manifest, program),
  };
  for (const { tool } of inUse) {
    const [was, is] = await Promise.all([tool.detect(base), tool.detect(changed)]);
    if (JSON.stringify(was) !== JSON.stringify(is)) return true;
  }
  return false;
}

function sameText(before: string | undefined, after: string | undefined): boolean {
  return before?.trim().replace(/\s+/g, ' ') === after?.trim().replace(/\s+/g, ' ');
}
