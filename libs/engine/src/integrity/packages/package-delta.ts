import type { Project } from '../../policy/project.js';
import type { JudgePackages } from '../../workspace/judge-packages.js';
import { manifestsOf } from '../../workspace/lockfiles/manifests.js';
import { lockfileOf, readLockGraph } from '../../workspace/lockfiles/read-graph.js';
import type { JudgeFinding } from '../judge-finding.js';
import { lockedDifferences } from './locked-differences.js';
import { lockfileGaps } from './lockfile-gaps.js';
import { ownPackages } from './own-packages.js';
import type { PackageSide } from './package-side.js';
import { packagesChanged } from './packages-changed.js';
import { sourceFindings, sourcesOf } from './source-findings.js';
import { toolsByRange, toolsInLockfile, type ReplacedTool } from './tools-replaced.js';

/** A package, and the file of the candidate that says what becomes of it. */
export interface NamedByFile {
  name: string;
  file: string;
}

/** What the candidate does to the packages of the base. */
export interface PackageDelta {
  findings: JudgeFinding[];
  /** The packages that judge and would be others, with the file that says so: where a waiver for it applies. */
  replacedTools: readonly NamedByFile[];
  /** The packages that would come from where the base's do not. */
  otherSources: readonly NamedByFile[];
}

/**
 * Holds the candidate's lockfile and manifests against the base's: which packages are new, changed or gone, which of
 * those judge, and whether any comes from a place that the base does not use.
 */
export async function packageDelta(
  base: Project,
  candidate: Project,
  judgePackages: JudgePackages,
): Promise<PackageDelta> {
  const own = await ownPackages(base, candidate, judgePackages);
  if (!(await mayDiffer(base, candidate)))
    return { findings: own.map(({ finding }) => finding), replacedTools: namedByFile(own), otherSources: [] };
  const [before, after] = await Promise.all([sideOf(base), sideOf(candidate)]);
  const unreadable = lostLockfile(before, after);
  const replaced = [
    ...toolsInLockfile(before, after, judgePackages),
    ...toolsByRange(before, after, judgePackages),
  ];
  const tools = replaced.filter(
    (one, index) => replaced.findIndex((other) => other.name === one.name) === index,
  );
  const differences = lockedDifferences(before, after);
  const sources = sourcesOf(before, after);
  return {
    findings: [
      ...unreadable,
      ...own.map(({ finding }) => finding),
      ...new Set(tools.map(({ finding }) => finding)),
      ...sourceFindings(sources),
      ...lockfileGaps(before, after),
      ...packagesChanged(differences, after.lockfile ?? 'package.json'),
    ],
    replacedTools: namedByFile([...own, ...tools]),
    otherSources: sources,
  };
}

/** The findings of {@link packageDelta}. */
export async function packageFindings(
  base: Project,
  candidate: Project,
  judgePackages: JudgePackages,
): Promise<JudgeFinding[]> {
  return (await packageDelta(base, candidate, judgePackages)).findings;
}

async function sideOf(project: Project): Promise<PackageSide> {
  const [graph, manifests] = await Promise.all([readLockGraph(project), manifestsOf(project)]);
  return { lockfile: lockfileOf(project), graph, manifests };
}

/** Reading a large lockfile takes a second, so the texts are asked first. */
async function mayDiffer(base: Project, candidate: Project): Promise<boolean> {
  const lockfile = lockfileOf(candidate);
  if (lockfile !== lockfileOf(base)) return true;
  if (lockfile !== undefined && (await base.read(lockfile)) !== (await candidate.read(lockfile))) return true;
  const [before, after] = await Promise.all([manifestsOf(base), manifestsOf(candidate)]);
  return JSON.stringify([...before]) !== JSON.stringify([...after]);
}

const namedByFile = (tools: readonly ReplacedTool[]): NamedByFile[] =>
  tools.map(({ name, finding }) => ({ name, file: finding.file ?? 'package.json' }));

/** Without a lockfile that can be read, every tool is whatever the registry gives on the day. */
function lostLockfile(before: PackageSide, after: PackageSide): JudgeFinding[] {
  if (!before.graph || after.graph || before.lockfile === undefined) return [];
  const what =
    after.lockfile === undefined
      ? `${before.lockfile} is gone`
      : `${after.lockfile} cannot be read as a lockfile`;
  return [
    {
      rule: 'tool-replaced',
      file: after.lockfile ?? before.lockfile,
      message: `${what}, so nothing says any more which versions of the tools judge. Restore it as the base has it, or write it again with the package manager.`,
    },
  ];
}
