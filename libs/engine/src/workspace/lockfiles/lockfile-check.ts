import type { Project } from '../../policy/project.js';

/** Says what an installed set lacks against the candidate, or nothing where they match. */
export interface LockfileCheck {
  /** The file that pins the dependencies; nothing where the project has none. */
  lockfile?: string;
  /** The command that installs exactly what the candidate asks for. */
  install: string;
  mismatch(candidate: Project, nodeModules: string): Promise<string | undefined>;
}
