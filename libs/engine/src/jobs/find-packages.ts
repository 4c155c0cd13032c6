import type { Waiver } from '@quality-gates/contract';
import { importsOfConfiguration } from '../integrity/configuration/index.js';
import { configurationImports, waivedPackages } from '../integrity/packages/index.js';
import { judgeDependencies, type JudgeDependencies } from '../workspace/judge-dependencies.js';
import { judgePackagesOf, type JudgePackages } from '../workspace/judge-packages.js';
import type { Grounds } from './lay-out.js';

/** The packages of both sides, and which of them judge. */
export type Packages = JudgeDependencies & { judgePackages: JudgePackages };

/** Finds which packages judge (the base's tools, and what its configuration imports) and where both sides' packages are. */
export async function findPackages(
  { engine, repository, question, policy, signal }: Omit<Grounds, 'dependencies'>,
  waivers: readonly Waiver[],
): Promise<Packages> {
  const { judge: base, candidate } = question;
  const imported = await importsOfConfiguration(question, policy);
  const judgePackages = await judgePackagesOf(base, await configurationImports(base, imported));
  const waived = await waivedPackages(base, candidate, judgePackages, waivers);
  const asked = { base, candidate, judgePackages, ...waived, signal };
  return { judgePackages, ...judgeDependencies(repository, asked, engine.dependencies) };
}
