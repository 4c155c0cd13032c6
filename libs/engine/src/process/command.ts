/** One program to run inside a workspace: a resolved file with fixed arguments, never a shell line. */
export interface Command {
  /** Absolute path of the executable. */
  file: string;
  args: readonly string[];
  /** Added to the clean environment that every tool gets. */
  env?: Readonly<Record<string, string>>;
}
