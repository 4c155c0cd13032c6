/** Whoever makes a change. A real one asks a model; those of the demo follow a script. */
export interface Agent {
  readonly id: string;
  /** Does its task in a fresh work tree. Gives what it did, on one line. */
  work(worktree: string): Promise<string>;
  /** Mends its change by what it was told: the text of `feedback(verdict)`. Gives what it did, on one line. */
  revise(worktree: string, findings: string): Promise<string>;
}
