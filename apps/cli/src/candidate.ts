import type { Base, CandidateObjects, CheckRequest, GateName, Stage } from '@quality-gates/contract';
import { candidateObjects, type Repository } from '@quality-gates/git';
import { baseElsewhere } from './base-elsewhere.js';
import { usageError } from './usage-error.js';

/** Which tree is asked about; `auto` is what is staged if anything is, else the work tree. */
export type Subject = { kind: 'auto' | 'index' | 'worktree' } | { kind: 'commit'; revision: string };

export interface CandidateOptions {
  subject: Subject;
  /** A revision to judge against, taken as it is. Default: where the change left the default branch. */
  base?: string;
  /** Default: `post-commit` for a commit, else `pre-commit`. */
  stage?: Stage;
  gates?: GateName[];
  /** The name that the coordinator has for the repository, where it does not read this one. */
  registeredAs?: string;
}

/** The part of a repository that turns words into object ids. */
export type CandidateSource = Pick<
  Repository,
  | 'path'
  | 'root'
  | 'snapshot'
  | 'resolve'
  | 'tryResolve'
  | 'mergeBase'
  | 'defaultBranch'
  | 'hasStagedChanges'
  | 'emptyTree'
  | 'publish'
  | 'pack'
>;

export interface AskedCandidate {
  request: CheckRequest;
  /** What is judged, in the asker's words. */
  subject: string;
  /** What a coordinator that does not read the repository can be sent, as long as the repository is open. */
  objects?: CandidateObjects;
}

/**
 * Turns what was asked into one exact question: the tree is fixed here, and what happens to the work tree
 * afterwards changes nothing.
 *
 * @throws QualityGatesError `revision-unknown`, or what a snapshot refuses
 */
export async function resolveCandidate(
  repository: CandidateSource,
  options: CandidateOptions,
): Promise<AskedCandidate> {
  const { subject, stage, gates, registeredAs } = options;
  const question = gates ? { gates } : {};
  const about = { repository: registeredAs ?? repository.root ?? repository.path };

  if (subject.kind === 'commit') {
    const { commit } = await repository.resolve(subject.revision);
    const { tree } = await repository.snapshot({ kind: 'commit', revision: commit });
    const base = await givenBase(repository, options, () => baseOfCommit(repository, commit));
    return {
      request: { stage: stage ?? 'post-commit', candidate: { ...about, tree, commit, base }, ...question },
      subject: `commit ${commit.slice(0, 10)}`,
      ...(registeredAs !== undefined && { objects: candidateObjects(repository, commit, base) }),
    };
  }

  if (repository.root === undefined) {
    throw usageError(
      `${repository.path} is a bare repository, which has no work tree.`,
      'Give --commit REV.',
    );
  }
  const kind = await uncommittedKind(repository, subject.kind);
  const { tree } = await repository.snapshot({ kind });
  const base = await givenBase(repository, options, () => baseOfHead(repository));
  if (registeredAs === undefined) await repository.publish([tree]);
  return {
    request: { stage: stage ?? 'pre-commit', candidate: { ...about, tree, base }, ...question },
    subject: kind === 'index' ? 'staged changes' : 'the work tree',
    ...(registeredAs !== undefined && { objects: candidateObjects(repository, tree, base) }),
  };
}

async function uncommittedKind(
  repository: CandidateSource,
  kind: 'auto' | 'index' | 'worktree',
): Promise<'index' | 'worktree'> {
  if (kind !== 'auto') return kind;
  return (await repository.hasStagedChanges()) ? 'index' : 'worktree';
}

async function givenBase(
  repository: CandidateSource,
  { base: revision, registeredAs }: CandidateOptions,
  otherwise: () => Promise<Base>,
): Promise<Base> {
  const base = revision === undefined ? await otherwise() : await repository.resolve(revision);
  return registeredAs === undefined ? base : baseElsewhere(repository, base);
}

/** Where HEAD left the default branch; HEAD itself without such a place; nothing at all before the first commit. */
async function baseOfHead(repository: CandidateSource): Promise<Base> {
  const head = await repository.tryResolve('HEAD');
  if (head === undefined) return { ref: 'the empty tree', commit: repository.emptyTree };
  return (await forkPoint(repository, head)) ?? { ref: 'HEAD', commit: head };
}

/** Where the commit left the default branch; its first parent where it is on that branch or there is none. */
async function baseOfCommit(repository: CandidateSource, commit: string): Promise<Base> {
  const fork = await forkPoint(repository, commit);
  if (fork && fork.commit !== commit) return fork;
  const parent = await repository.tryResolve(`${commit}^1`);
  return parent === undefined
    ? { ref: 'the empty tree', commit: repository.emptyTree }
    : { ref: `${commit.slice(0, 10)}^`, commit: parent };
}

async function forkPoint(repository: CandidateSource, commit: string): Promise<Base | undefined> {
  const branch = await repository.defaultBranch();
  if (branch === undefined) return undefined;
  const fork = await repository.mergeBase(branch, commit);
  return fork === undefined
    ? undefined
    : { ref: branch.replace(/^refs\/(?:heads|remotes)\//, ''), commit: fork };
}
