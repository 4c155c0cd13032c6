import type { Base } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';

const BRANCHES = ['refs/heads', 'refs/remotes'] as const;
const ALL = [...BRANCHES, 'refs/tags'] as const;
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What is wrong with a base, by the branches and tags of a trusted repository; undefined where it is good. What
 * is reached from them is all that counts: an object that somebody has sent is nobody's base.
 */
export async function baseProblem(repository: Repository, base: Base): Promise<string | undefined> {
  if (base.commit === repository.emptyTree) {
    const [branch] = await repository.listRefs(BRANCHES, { limit: 1 });
    return branch && `The empty tree is no base here, for there are branches, such as ${shown(branch.name)}.`;
  }
  if (FULL_ID.test(base.ref)) {
    const [reached] = await repository.listRefs(ALL, { contains: base.ref, limit: 1 });
    if (!reached) return `No branch or tag reaches the commit ${base.ref}.`;
    if (await repository.isAncestor(base.commit, base.ref)) return undefined;
    return `The commit ${base.commit} cannot be reached from ${base.ref}.`;
  }
  const names = await fullNames(repository, base.ref);
  const refs = await repository.listRefs(names);
  const named = names.flatMap((name) => refs.find((ref) => ref.name === name) ?? []);
  const [first] = named;
  if (!first) return `There is no branch or tag ${shown(base.ref)}.`;
  if (base.commit === first.commit) return undefined;
  if (await repository.isAncestor(base.commit, first.commit)) return undefined;
  return `${shown(base.ref)} is at ${first.commit}, from which the commit ${base.commit} cannot be reached.`;
}

/**
 * What a short name stands for, the first that is there: a branch, a tag, or what a clone calls the remote's
 * branch. A branch comes first, for whoever can make tags must not move a base.
 */
async function fullNames(repository: Repository, ref: string): Promise<string[]> {
  if (ref === 'HEAD' || ref === '@') {
    const head = await repository.headRef();
    return head === undefined ? [] : [head];
  }
  const remotes = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(ref)?.[1];
  return [
    ...(ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/remotes/${ref}`]),
    ...(remotes === undefined ? [] : [`refs/heads/${remotes}`]),
  ];
}

function shown(ref: string): string {
  return JSON.stringify(ref.length > 200 ? `${ref.slice(0, 200)}…` : ref);
}
