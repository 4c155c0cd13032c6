import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { ObjectId } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import type { Task } from '../task.js';
import { git } from './git.js';

/** Injects the directory under which work trees are made. */
export const WORKTREES_DIRECTORY = Symbol('worktrees directory');

/** Where one agent works: files of its own, from one commit of the branch on. */
export interface Worktree {
  path: string;
  repository: string;
  /** The commit that it was made from, and so the only one that its change may be judged against. */
  base: ObjectId;
}

/** Gives each agent a git work tree of its own. */
@Injectable()
export class Worktrees {
  constructor(@Inject(WORKTREES_DIRECTORY) private readonly directory: string) {}

  /** A fresh work tree of the branch as it is now. */
  async open({ repository, branch }: Task): Promise<Worktree> {
    await using trusted = await openRepository(repository);
    const { commit: base } = await trusted.resolve(branch);
    const path = await mkdtemp(join(this.directory, 'worktree-'));
    await git(repository, 'worktree', 'add', '--quiet', '--detach', path, base);
    return { path, repository, base };
  }

  /** A fresh work tree of the branch as it is now, with a commit's change on top; undefined where they conflict. */
  async rebase(task: Task, commit: ObjectId): Promise<Worktree | undefined> {
    const worktree = await this.open(task);
    try {
      await git(worktree.path, 'cherry-pick', '--no-commit', commit);
      return worktree;
    } catch (error) {
      const conflicts = await git(worktree.path, 'ls-files', '--unmerged');
      await this.remove(worktree);
      if (conflicts === '') throw error;
      return undefined;
    }
  }

  async remove({ path, repository }: Worktree): Promise<void> {
    await git(repository, 'worktree', 'remove', '--force', path);
  }
}
