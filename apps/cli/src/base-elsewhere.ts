import type { Base } from '@quality-gates/contract';
import type { Repository } from '@quality-gates/git';

const PLACES = ['refs/heads/', 'refs/tags/', 'refs/remotes/'];

/**
 * The base under a name that says the same in another copy of the repository: that of a branch or tag, else the
 * commit itself. `HEAD`, or steps back from a name, are of this copy alone.
 */
export async function baseElsewhere(repository: Pick<Repository, 'tryResolve'>, base: Base): Promise<Base> {
  if (/^[\w./-]+$/.test(base.ref)) {
    for (const place of PLACES) {
      if ((await repository.tryResolve(place + base.ref)) !== undefined) return base;
    }
  }
  return { ref: base.commit, commit: base.commit };
}
