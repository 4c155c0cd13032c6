import type { Waiver } from '@quality-gates/contract';
import type { Project } from '../../policy/project.js';
import type { JudgePackages } from '../../workspace/judge-packages.js';
import { isWaived } from '../waivers.js';
import { packageDelta } from './package-delta.js';

/** Packages of which the orchestrator has accepted what the candidate does to them. */
export interface WaivedPackages {
  /** Tools that the candidate may replace: they judge as it has them. */
  waivedTools: ReadonlySet<string>;
  /** Packages that may come from where the base's do not. */
  waivedSources: ReadonlySet<string>;
}

/** Which packages the waivers of `tool-replaced` and `package-source` accept, by the files that name them. */
export async function waivedPackages(
  base: Project,
  candidate: Project,
  judgePackages: JudgePackages,
  waivers: readonly Waiver[],
): Promise<WaivedPackages> {
  if (!waivers.some(({ rule }) => rule === 'tool-replaced' || rule === 'package-source'))
    return { waivedTools: new Set(), waivedSources: new Set() };
  const { replacedTools, otherSources } = await packageDelta(base, candidate, judgePackages);
  const accepted = (
    rule: 'tool-replaced' | 'package-source',
    all: readonly { name: string; file: string }[],
  ) => new Set(all.filter(({ file }) => isWaived({ rule, file }, waivers)).map(({ name }) => name));
  return {
    waivedTools: accepted('tool-replaced', replacedTools),
    waivedSources: accepted('package-source', otherSources),
  };
}
