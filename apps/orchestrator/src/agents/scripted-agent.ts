import type { Agent } from './agent.js';
import { apply, type Edit } from './edit.js';

/** What an agent does without a model: the same each time. */
export interface Script {
  id: string;
  /** What the first edits do, on one line. */
  does: string;
  edits: readonly Edit[];
  /** What it knows to mend. */
  mends: readonly Mend[];
}

export interface Mend {
  /** What it looks for in what it was told, e.g. the rule of a finding. */
  clue: string;
  does: string;
  edits: readonly Edit[];
}

/** An agent that follows a script: when told of findings, it makes the mends whose clue it reads there. */
export function scriptedAgent({ id, does, edits, mends }: Script): Agent {
  return {
    id,
    async work(worktree) {
      for (const edit of edits) await apply(edit, worktree);
      return does;
    },
    async revise(worktree, findings) {
      const known = mends.filter(({ clue }) => findings.includes(clue));
      for (const edit of known.flatMap((mend) => mend.edits)) await apply(edit, worktree);
      return known.map((mend) => mend.does).join(', ') || 'knows no mend';
    },
  };
}
