import { isQualityGatesError, type GateName } from '@quality-gates/contract';
import { JUDGE_RULES, isJudgeRule, type RuleLevel } from '../../rules.js';
import type { Policy } from '../../../policy/policy.js';
import type { Project } from '../../../policy/project.js';
import { readPolicy } from '../../../policy/read-policy.js';
import type { EffectiveDifference } from '../../../tools/tool.js';
import { told, unknown, type Effect } from '../effect/effect.js';

/** What a changed policy comes to, setting by setting, with every default filled in. */
export async function policyEffect(before: Policy, candidate: Project): Promise<Effect> {
  let after: Policy;
  try {
    after = await readPolicy(candidate);
  } catch (error) {
    if (!isQualityGatesError(error)) throw error;
    return unknown(`it cannot be read: ${error.message}`);
  }
  return told(policyDifference(before, after));
}

/** What one policy asks less, more, or otherwise than another, in words. */
export function policyDifference(before: Policy, after: Policy): EffectiveDifference {
  const difference: EffectiveDifference = { weaker: [], stricter: [], other: [] };
  compareGates(before, after, difference);
  compareRules(before, after, difference);
  const numbers: [string, number, number, 'higher' | 'lower'][] = [
    ['coverage.lines', before.coverage.lines, after.coverage.lines, 'higher'],
    ['lint.maxWarnings', before.lint.maxWarnings, after.lint.maxWarnings, 'lower'],
  ];
  for (const [name, was, is, strict] of numbers) {
    if (was === is) continue;
    const isStricter = strict === 'higher' ? is > was : is < was;
    difference[isStricter ? 'stricter' : 'weaker'].push(`${name} is ${is} instead of ${was}`);
  }
  if (before.build.load !== after.build.load)
    difference[after.build.load ? 'stricter' : 'weaker'].push(
      `build.load is ${after.build.load} instead of ${before.build.load}`,
    );
  compareLists(
    'integrity.protect',
    before.integrity.protect,
    after.integrity.protect,
    'stricter',
    difference,
  );
  compareLists('coverage.exclude', before.coverage.exclude, after.coverage.exclude, 'weaker', difference);
  const others: [string, unknown, unknown][] = [
    ['coverage.include', before.coverage.include, after.coverage.include],
    ['lint.files', before.lint.files, after.lint.files],
    ['typecheck.project', before.typecheck.project, after.typecheck.project],
    ['limits.timeoutMs', before.limits.timeoutMs, after.limits.timeoutMs],
    ['limits.outputBytes', before.limits.outputBytes, after.limits.outputBytes],
    ['limits.memoryBytes', before.limits.memoryBytes, after.limits.memoryBytes],
    ...gatesOf(before.timeouts, after.timeouts).map((gate): [string, unknown, unknown] => [
      `${gate}.timeoutMs`,
      before.timeouts[gate],
      after.timeouts[gate],
    ]),
  ];
  for (const [name, was, is] of others) {
    if (JSON.stringify(was) !== JSON.stringify(is))
      difference.other.push(`${name} is ${shown(is)} instead of ${shown(was)}`);
  }
  return difference;
}

function compareGates(before: Policy, after: Policy, { weaker, stricter }: EffectiveDifference): void {
  for (const gate of after.off) if (!before.off.has(gate)) weaker.push(`the gate ${gate} is off`);
  for (const gate of before.off) if (!after.off.has(gate)) stricter.push(`the gate ${gate} is no longer off`);
  for (const gate of before.explicit)
    if (!after.explicit.has(gate) && !after.off.has(gate))
      weaker.push(`the gate ${gate} is no longer named, so it is left out where no tool is detected`);
  for (const gate of after.explicit)
    if (!before.explicit.has(gate) && !before.off.has(gate))
      stricter.push(`the gate ${gate} is named, so it is required`);
  for (const stage of ['pre-commit', 'post-commit'] as const) {
    const [was, is] = [before.stages[stage], after.stages[stage]];
    for (const gate of was) if (!is.includes(gate)) weaker.push(`${stage} no longer runs ${gate}`);
    for (const gate of is) if (!was.includes(gate)) stricter.push(`${stage} runs ${gate} too`);
  }
}

const WEIGHT: Record<RuleLevel, number> = { off: 0, note: 1, warn: 2, error: 3 };

function compareRules(before: Policy, after: Policy, { weaker, stricter }: EffectiveDifference): void {
  for (const rule of Object.keys(JUDGE_RULES).filter(isJudgeRule)) {
    const was = before.integrity.rules[rule] ?? JUDGE_RULES[rule].level;
    const is = after.integrity.rules[rule] ?? JUDGE_RULES[rule].level;
    if (was !== is) (WEIGHT[is] < WEIGHT[was] ? weaker : stricter).push(`${rule} is ${is} instead of ${was}`);
  }
}

/** `added` says what more entries are. */
function compareLists(
  name: string,
  before: readonly string[] = [],
  after: readonly string[] = [],
  added: 'stricter' | 'weaker',
  difference: EffectiveDifference,
): void {
  for (const one of after) if (!before.includes(one)) difference[added].push(`${name} has ${one} too`);
  const removed = added === 'stricter' ? 'weaker' : 'stricter';
  for (const one of before)
    if (!after.includes(one)) difference[removed].push(`${name} no longer has ${one}`);
}

function gatesOf(...timeouts: readonly Policy['timeouts'][]): GateName[] {
  return [...new Set(timeouts.flatMap((one) => Object.keys(one)))];
}

const shown = (value: unknown) => (value === undefined ? 'not set' : JSON.stringify(value));
