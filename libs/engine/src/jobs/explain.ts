import type { Layout } from '../gates/gate.js';
import { toolsOfBase, type ConfigurationTools } from '../integrity/configuration/index.js';
import { resolveTool } from '../workspace/resolve-tool.js';
import { layOut, type Grounds } from './lay-out.js';

/**
 * Lets the tools of the base say what a configuration comes to: on the candidate's files, once with the base's
 * configuration and once with the candidate's, in the sandbox, since a configuration can be code.
 *
 * @param grounds with the base's packages
 */
export async function explainingTools(
  grounds: Omit<Grounds, 'dependencies'> & { dependencies(): Promise<Grounds['dependencies']> },
): Promise<ConfigurationTools> {
  const { engine, policy, question, signal } = grounds;
  const inUse = await toolsOfBase(policy, question.judge);
  return {
    inUse,
    explain: async (tool, side, sample, touched) => {
      const setup = inUse.find((one) => one.tool === tool)?.setup;
      const dependencies = await grounds.dependencies();
      if (!tool.explanation || !setup || dependencies.kind !== 'installed') return undefined;
      const resolved = await resolveTool(tool, dependencies.root);
      if (!resolved) return undefined;
      const { explanation } = tool;
      return engine.limit(async () => {
        if (signal.aborted) return undefined;
        const layout: Layout = { of: 'candidate', otherSide: side === 'base' ? touched : [] };
        const ofCandidate = { fromBase: [], texts: new Map<string, string>() };
        await using there = await layOut(
          { ...grounds, dependencies },
          ofCandidate,
          layout,
          policy.limits.timeoutMs,
        );
        const end = await there.run(explanation.command(resolved, setup, there.place, sample));
        return end.how === 'exited' ? await explanation.read(end, there.place) : undefined;
      });
    },
  };
}
