import type { SandboxKind } from '@quality-gates/contract';
import type { Command } from './command.js';

/** The directories that one tool run may touch. */
export interface ToolSpace {
  /** The gate's own copy of the tree: the working directory, writable. */
  directory: string;
  /** Where reports go: writable, outside the tree. */
  reports: string;
  /** A home of its own, writable, empty. */
  home: string;
  /** For temporary files, writable, empty. */
  temporary: string;
  /** What may be read besides: dependencies and the engine's own helpers. */
  readOnly: readonly string[];
}

/** What is handed to the operating system. */
export interface Launch {
  file: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

/** Keeps a tool, and the agent's code that it runs, apart from the host. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** @param marker a variable that lets every process of the run be found again */
  launch(command: Command, space: ToolSpace, marker: Record<string, string>): Launch;
  /** The signal that an exit code stands for, where the sandbox turns signals into codes. */
  signalOf(exitCode: number): string | undefined;
}
