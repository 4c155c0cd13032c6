import {
  finding,
  unreachable,
  type Finding,
  type FindingDraft,
  type Severity,
} from '@quality-gates/contract';
import { JUDGE_RULES, type JudgeRule, type RuleLevel } from './rules.js';

/** A finding of the judge's own, before the policy says how much it weighs. */
export type JudgeFinding = Omit<FindingDraft, 'severity' | 'rule'> & { rule: JudgeRule };

/** How much each rule weighs where the policy of the base says so. */
export type RuleLevels = Readonly<Partial<Record<JudgeRule, RuleLevel>>>;

/** Weighs findings as the policy says, and leaves out what it turns off. */
export function weighed(findings: readonly JudgeFinding[], levels: RuleLevels): Finding[] {
  return findings.flatMap((one) => {
    const severity = severityOf(levelOf(one.rule, levels));
    return severity === undefined ? [] : [finding({ introduced: true, ...one, severity })];
  });
}

/** How much a rule weighs, where the policy is silent too. */
export function levelOf(rule: JudgeRule, levels: RuleLevels): RuleLevel {
  return levels[rule] ?? JUDGE_RULES[rule].level;
}

function severityOf(level: RuleLevel): Severity | undefined {
  switch (level) {
    case 'error':
      return 'error';
    case 'warn':
      return 'warning';
    case 'note':
      return 'info';
    case 'off':
      return undefined;
    default:
      return unreachable(level);
  }
}
