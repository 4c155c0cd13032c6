import type { Policy } from '../../policy/policy.js';
import type { Question } from '../../question.js';
import { walkConfiguration, type Walk } from './closure/walk-configuration.js';
import { toolsOfBase, type ToolInUse } from './configuration-tools.js';
import { sidesOf, type Sides } from './sides.js';

/** What is known of a question's configuration; the walk is made when it is first asked for. */
export interface WalkOfQuestion {
  sides: Sides;
  walk(): Promise<Walk>;
}

interface Walked extends WalkOfQuestion {
  policy: Policy;
  inUse: readonly ToolInUse[];
}

const walks = new WeakMap<Question, Walked>();

/** One walk serves all that ask of the same question with the same tools. */
export function walkOnce(question: Question, policy: Policy, inUse: readonly ToolInUse[]): WalkOfQuestion {
  const known = walks.get(question);
  if (known && known.policy === policy && sameTools(known.inUse, inUse)) return known;
  const sides = sidesOf(question);
  let walk: Promise<Walk> | undefined;
  const walked: Walked = {
    policy,
    inUse,
    sides,
    walk: () => (walk ??= walkConfiguration(sides, policy, inUse)),
  };
  walks.set(question, walked);
  return walked;
}

/**
 * What the base's configuration imports by a name, through all files of the tree that it is made of, as it is written
 * there. Of what only runs in a tool the files that settings name count, and not what helps them: that helps the tests
 * likewise, and is bumped with what they test.
 */
export async function importsOfConfiguration(question: Question, policy: Policy): Promise<Set<string>> {
  if (question.isFirstChange) return new Set();
  const inUse = await toolsOfBase(policy, question.judge);
  const { members } = await walkOnce(question, policy, inUse).walk();
  const judging = [...members.values()].filter(
    ({ role, root, isNamed }) => role === 'configuration' || root !== undefined || isNamed,
  );
  return new Set(judging.flatMap(({ imports }) => [...imports]));
}

function sameTools(a: readonly ToolInUse[], b: readonly ToolInUse[]): boolean {
  return a.length === b.length && a.every(({ tool }, index) => tool === b[index]?.tool);
}
