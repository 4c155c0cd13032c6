import type { Untold } from '../../gates/gate.js';
import { unreachable, type KnownGate } from '@quality-gates/contract';
import { answerFor } from '../../plan/answer-for.js';
import type { Policy } from '../../policy/policy.js';
import type { Project } from '../../policy/project.js';
import type { Tool, ToolSetup } from '../../tools/tool.js';

/** A tool that answers a gate of the base, and how the base sets it up. */
export interface ToolInUse {
  tool: Tool;
  setup: ToolSetup;
}

/** What a tool said that its configuration comes to. */
export type Explained =
  | { kind: 'told'; settings: unknown }
  /** It has no way to say it, or ended on its own and did not. */
  | { kind: 'not-told' }
  /** It was ended by limits or from outside, so nobody can say whether it would have told. */
  | { kind: 'untold'; answer: Untold };

/** What the judgement of configuration needs of the tools. */
export interface ConfigurationTools {
  /** Every tool that answers a gate of the base, whichever gates are asked for now: see {@link toolsOfBase}. */
  inUse: readonly ToolInUse[];
  /**
   * What a tool says its configuration comes to on the candidate's files, with the configuration of one side.
   *
   * @param touched the files of the configuration at which the two sides differ
   */
  explain(
    tool: Tool,
    side: 'base' | 'candidate',
    sample: readonly string[],
    touched: readonly string[],
  ): Promise<Explained>;
}

const GATES: readonly Exclude<KnownGate, 'integrity'>[] = ['typecheck', 'lint', 'test', 'build'];

/** The tools by which the base answers its gates, at any stage. */
export async function toolsOfBase(policy: Policy, base: Project): Promise<ToolInUse[]> {
  const found: ToolInUse[] = [];
  for (const gate of GATES) {
    const answer = await answerFor(gate, policy, base);
    switch (answer.kind) {
      case 'job':
        found.push({ tool: answer.job.tool, setup: answer.job.setup });
        break;
      case 'unsupported':
      case 'nothing':
        break;
      default:
        unreachable(answer);
    }
  }
  return found;
}
