import type { Tool } from '../../tools/tool.js';
import type { Policy } from '../../policy/policy.js';
import type { Member } from './closure/closure.js';
import { joined, NEUTRAL, unknown, type Effect } from './effect/effect.js';
import { dataDifference } from './kinds/data-difference.js';
import { environmentEffect } from './kinds/environment-files.js';
import { fileKindOf } from './kinds/file-kinds.js';
import { ignoreEffect } from './kinds/ignore-files.js';
import { npmrcEffect, pnpmWorkspaceEffect } from './kinds/package-settings.js';
import { parseData } from './kinds/parse-data.js';
import { policyEffect } from './kinds/policy-effect.js';
import { sameMeaning } from './kinds/same-meaning.js';
import { isSuppressions, suppressionsEffect } from './kinds/suppressions.js';
import type { Sides } from './sides.js';

/** What a changed file comes to, and in whose version it is laid out where it is no objection. */
export interface MemberEffect {
  effect: Effect;
  /** Nothing in it speaks for the judge otherwise than before, so the candidate's own is laid out. */
  keepsCandidate: boolean;
}

export interface EffectContext {
  sides: Sides;
  policy: Policy;
  /** The texts of all files that configure the judge, as the base has them. */
  judgeTexts: ReadonlyMap<string, string>;
  effectOf: (tool: Tool) => Promise<Effect>;
}

const KEPT: MemberEffect = { effect: NEUTRAL, keepsCandidate: true };

/** What the candidate's change of one file of the judge comes to. */
export async function memberEffect(member: Member, context: EffectContext): Promise<MemberEffect> {
  const { sides, judgeTexts } = context;
  const { path } = member;
  const before = await sides.base.read(path);
  const after = await sides.candidate.read(path);
  if (sides.retyped.has(path)) return judged(unknown('it became another kind of file'));
  if (before !== undefined && after !== undefined && sameMeaning(path, before, after)) return KEPT;
  if (member.root === 'policy') return judged(await policyEffect(context.policy, sides.candidate));
  if (member.root === 'protected') return judged(unknown('the policy of the base protects it'));
  const kind = fileKindOf(path);
  const [was, is] = [before ?? '', after ?? ''];
  if (kind === 'ignore') return kept(ignoreEffect(path, was, is, sides.candidate.files));
  if (member.root === 'environment') {
    // Its own text says its names: it is no witness of who reads them.
    const others = [...judgeTexts].filter(([file]) => file !== path).map(([, text]) => text);
    return kept(environmentEffect(path, was, is, others));
  }
  if (path.endsWith('.npmrc')) return kept(npmrcEffect(was, is));
  if (path === 'pnpm-workspace.yaml') return kept(pnpmWorkspaceEffect(was, is));
  if (member.root === 'packages')
    return judged(unknown('it decides which packages there are and what they hold'));
  if (isSuppressions(path)) return judged(suppressionsEffect(before, after));
  if (member.role === 'code')
    return judged(withSettings(unknown('no setting of a tool shows what it does'), path, before, after));
  const effects: Effect[] = [];
  for (const tool of explainersOf(member)) effects.push(await context.effectOf(tool));
  if (effects.length === 0) effects.push(unknown('no setting of a tool shows what it does'));
  return judged(withSettings(joined(effects), path, before, after));
}

/** Of a tsconfig the type checker says all that there is to say, whoever else reads it. */
function explainersOf({ explainedBy }: Member): Tool[] {
  const tools = [...explainedBy];
  const checker = tools.find(({ gate }) => gate === 'typecheck');
  return checker ? [checker] : tools;
}

/** Where nobody told what plain data comes to, the settings that changed are said. */
function withSettings(
  effect: Effect,
  path: string,
  before: string | undefined,
  after: string | undefined,
): Effect {
  if (effect.kind !== 'unknown' || before === undefined || after === undefined) return effect;
  if (effect.weaker.length + effect.other.length > 0) return effect;
  const [was, is] = [parseData(path, before), parseData(path, after)];
  return was === undefined || is === undefined ? effect : { ...effect, other: dataDifference(was, is) };
}

const judged = (effect: Effect): MemberEffect => ({ effect, keepsCandidate: false });

/** What such a file says beside the judge's part is the candidate's. */
const kept = (effect: Effect): MemberEffect => ({ effect, keepsCandidate: effect.kind === 'neutral' });
