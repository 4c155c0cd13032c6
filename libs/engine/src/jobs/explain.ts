import { couldNotTell } from '../gates/could-not-tell.js';
import type { Layout } from '../gates/gate.js';
import { toolsOfBase, type ConfigurationTools, type Explained } from '../integrity/configuration/index.js';
import { resolveTool } from '../workspace/resolve-tool.js';
import { explanationKey } from './job-key.js';
import { layOut, type Grounds } from './lay-out.js';

const NOT_TOLD: Explained = { kind: 'not-told' };
const ASKED = 'asked what its changed configuration comes to,';

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
      if (!tool.explanation || !setup || dependencies.kind !== 'installed') return NOT_TOLD;
      const resolved = await resolveTool(tool, dependencies.root);
      if (!resolved) return NOT_TOLD;
      const key = explanationKey(resolved, { ...grounds, dependencies }, { setup, side, sample, touched });
      const known = await engine.explanations.get(key);
      if (known !== undefined) return { kind: 'told', settings: known };

      const { explanation } = tool;
      const said = await engine.limit(async (): Promise<Explained> => {
        if (signal.aborted) return NOT_TOLD;
        const layout: Layout = { of: 'candidate', otherSide: side === 'base' ? touched : [] };
        const ofCandidate = { fromBase: [], texts: new Map<string, string>() };
        await using there = await layOut(
          { ...grounds, dependencies },
          ofCandidate,
          layout,
          policy.limits.timeoutMs,
        );
        const end = await there.run(explanation.command(resolved, setup, there.place, sample));
        if (end.how !== 'exited')
          return { kind: 'untold', answer: couldNotTell(end, `${tool.name}, ${ASKED}`) };
        const settings = await explanation.read(end, there.place);
        return settings === undefined ? NOT_TOLD : { kind: 'told', settings };
      });
      if (said.kind === 'told') await engine.explanations.put(key, said.settings);
      return said;
    },
  };
}
