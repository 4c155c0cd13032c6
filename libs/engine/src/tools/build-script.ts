import type { Project } from '../policy/project.js';
import { stepsOf } from '../policy/script-calls.js';

/** What the base's build script has to do with one tool. */
export interface BuildScript {
  /** The arguments of each of its calls of the tool, in order. */
  calls: string[][];
  /** Programs that make part of the output beside the tool; a gate does not run them. */
  others: string[];
}

/** These make no output. */
const HOUSEKEEPING = new Set(
  'rm rimraf del del-cli trash premove mkdir mkdirp echo true eslint prettier vitest jest publint attw size-limit'.split(
    ' ',
  ),
);

export function buildScript(
  project: Project,
  isTool: (program: string, args: string[]) => boolean,
): BuildScript {
  const steps = stepsOf(project.manifest.scripts ?? {}, 'build');
  return {
    calls: steps.filter(({ program, args }) => isTool(program, args)).map(({ args }) => args),
    others: steps
      .filter(({ program, args }) => !isTool(program, args) && !HOUSEKEEPING.has(program))
      .map(({ program }) => program),
  };
}
