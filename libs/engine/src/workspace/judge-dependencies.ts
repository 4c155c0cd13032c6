import { createHash } from 'node:crypto';
import { canonicalJson } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';
import type { Project } from '../policy/project.js';
import { digestOf, findDependencies, installCommandOf, type Dependencies } from './dependencies.js';
import type { DependencyStore, SetChanges } from './install/dependency-store.js';
import { judgeLinks, putJudgeLinks } from './install/judge-links.js';
import type { HeldSet } from './install/set-directory.js';
import { wantedSet } from './install/wanted-set.js';
import type { JudgePackages } from './judge-packages.js';
import { askedFor, manifestsOf } from './lockfiles/manifests.js';
import { lockfileOf, readLockGraph } from './lockfiles/read-graph.js';
import { sourceObjections } from './lockfiles/source-objections.js';
import { sameTools } from './same-tools.js';

/** The packages of both sides, held until they are disposed of. */
export interface JudgeDependencies extends AsyncDisposable {
  /**
   * What the candidate's code imports, with the judge's packages as the base has them: whoever imports one, the
   * candidate or a package of it, gets the instance that judges. Tools are resolved here. It may have to be
   * installed first.
   */
  ofCandidate(): Promise<Dependencies>;
  /** What the base's code imports, and the tools as the base has them. It may have to be installed first. */
  ofBase(): Promise<Dependencies>;
}

export interface DependencyQuestion {
  /** What judges: the candidate itself where there is no base. */
  base: Project;
  candidate: Project;
  judgePackages: JudgePackages;
  /** Packages of the judge that the candidate may replace: these speak from its own set. @default none */
  waivedTools?: ReadonlySet<string>;
  /** Names of packages that may come from where the base's do not. @default none */
  waivedSources?: ReadonlySet<string>;
  signal: AbortSignal;
}

/**
 * Finds the packages of base and candidate: those installed for the repository where they are what is asked for,
 * else a set that is installed from the lockfile, apart from the tree and without running anything of it. Where both
 * sides ask for the same, or the same tools, one set serves.
 *
 * @param store nothing where nothing may be installed
 */
export function judgeDependencies(
  repository: Repository,
  question: DependencyQuestion,
  store: DependencyStore | undefined,
): JudgeDependencies {
  const { find, release } = setFinder(repository, question, store);
  let ofBase: Promise<Dependencies> | undefined;
  let ofCandidate: Promise<Dependencies> | undefined;
  const findBase = () => (ofBase ??= find(question.base));
  return {
    ofBase: findBase,
    ofCandidate: () => (ofCandidate ??= findCandidate(repository, question, find, findBase)),
    [Symbol.asyncDispose]: () => release(),
  };
}

type Find = (project: Project, changes?: SetChanges) => Promise<Dependencies>;

async function findCandidate(
  repository: Repository,
  question: DependencyQuestion,
  find: Find,
  findBase: () => Promise<Dependencies>,
): Promise<Dependencies> {
  const { base, candidate, waivedTools = new Set() } = question;
  if (base === candidate || (await asksForTheSame(base, candidate))) return findBase();
  const refused = await refusedSources(question);
  if (refused !== undefined) return { kind: 'unavailable', message: refused };
  const judge = {
    has: (name: string) => question.judgePackages.has(name) && !waivedTools.has(name),
  };
  if (await serveTheSameTools(repository, base, candidate, judge)) return find(candidate);
  const ofBase = await findBase();
  if (ofBase.kind !== 'installed') return ofBase.kind === 'unavailable' ? ofBase : find(candidate);
  return find(candidate, await judgeOf(ofBase, base, candidate, judge));
}

/** Looks for the repository's own packages first, then for what the store has or installs. */
function setFinder(
  repository: Repository,
  { base, signal }: DependencyQuestion,
  store: DependencyStore | undefined,
): { find: Find; release: () => Promise<void> } {
  const taken: Pick<HeldSet, 'release'>[] = [];
  let isOver = false;
  const release = async () => {
    isOver = true;
    for (const set of taken.splice(0)) await set.release();
  };
  const find: Find = async (project, changes) => {
    const own = await findDependencies(repository, project);
    if (own.kind !== 'unavailable' && !changes) return own;
    const install = installCommandOf(project);
    if (!store) return own.kind === 'unavailable' ? own : notInstalled(install);
    const wanted = await wantedSet(project, base);
    if (wanted.kind === 'not-installable') return unavailable(own, wanted.message);
    const set = await store.take(wanted, changes, signal);
    if (set.kind === 'failed') return unavailable(own, set.message);
    taken.push(set);
    if (isOver) await release();
    const digest = await digestOf(project);
    return {
      kind: 'installed',
      root: set.root,
      digest: changes ? hashOf([digest, changes.key]) : digest,
      install,
    };
  };
  return { find, release };
}

/** Puts the base's judge into a set of the candidate's. */
async function judgeOf(
  ofBase: Extract<Dependencies, { kind: 'installed' }>,
  base: Project,
  candidate: Project,
  judge: JudgePackages,
): Promise<SetChanges> {
  const own = (await manifestsOf(base)).keys();
  const links = await judgeLinks(ofBase.root, own, judge);
  const directories = [...(await manifestsOf(candidate)).keys()];
  return {
    key: { base: ofBase.digest, links: links.map(({ place, target }) => [place, target ?? null]) },
    apply: (root) => putJudgeLinks(root, directories, judge, links),
  };
}

/** Whether one set serves both sides: by their lockfiles or, where there are none, because what is installed fits both. */
async function serveTheSameTools(
  repository: Repository,
  base: Project,
  candidate: Project,
  judge: JudgePackages,
): Promise<boolean> {
  const [before, after] = await Promise.all([readLockGraph(base), readLockGraph(candidate)]);
  if (before && after) return sameTools(before, after, judge);
  const [ofBase, ofCandidate] = [
    await findDependencies(repository, base),
    await findDependencies(repository, candidate),
  ];
  return ofBase.kind === 'installed' && ofCandidate.kind === 'installed';
}

/** The same lockfile, and manifests that ask for the same. */
async function asksForTheSame(base: Project, candidate: Project): Promise<boolean> {
  const lockfile = lockfileOf(candidate);
  if (lockfile !== lockfileOf(base)) return false;
  if (lockfile !== undefined && (await base.read(lockfile)) !== (await candidate.read(lockfile)))
    return false;
  const wishes = async (project: Project) =>
    canonicalJson(
      [...(await manifestsOf(project))].map(([directory, manifest]) => [
        directory,
        askedFor(manifest),
        ...['overrides', 'resolutions', 'pnpm'].map((section) => manifest[section] ?? null),
      ]),
    );
  return (await wishes(base)) === (await wishes(candidate));
}

async function refusedSources(question: DependencyQuestion): Promise<string | undefined> {
  const { base, candidate, waivedSources = new Set() } = question;
  const [before, after] = await Promise.all([readLockGraph(base), readLockGraph(candidate)]);
  const refused =
    after && sourceObjections(before, after).find(({ name, refused }) => refused && !waivedSources.has(name));
  return (
    refused &&
    `Nothing was installed for the candidate's ${after.lockfile}: ${refused.what}. Take the package from the registry that the base uses, or ask the orchestrator for a waiver of package-source.`
  );
}

function unavailable(own: Dependencies, why: string): Dependencies {
  const because = `The engine could not install them itself: ${why}`;
  const message =
    own.kind === 'unavailable' ? own.message : 'The candidate asks for other packages than the base.';
  return { kind: 'unavailable', message: `${message} ${because}${/[.!]$/.test(because) ? '' : '.'}` };
}

function notInstalled(install: string): Dependencies {
  return {
    kind: 'unavailable',
    message: `The candidate asks for other packages than the base, and this engine installs none. Run \`${install}\` with the base's lockfile, or let the engine install what is asked for.`,
  };
}

const hashOf = (content: unknown) => createHash('sha256').update(canonicalJson(content)).digest('hex');
