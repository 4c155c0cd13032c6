import { finding, type Evidence, type Finding } from '@quality-gates/contract';
import type { GateAnswer } from './gate.js';

/** Rules of the gates themselves, beside those of the tools. */
export type GateRule =
  | 'no-report'
  | 'no-evidence'
  | 'report-mismatch'
  | 'coverage-below-threshold'
  | 'uncovered-lines'
  | 'not-in-coverage-report'
  | 'entry-missing'
  | 'entry-does-not-load';

/** A finding of a gate's own. */
export function objection(
  rule: GateRule,
  message: string,
  about: Partial<Pick<Finding, 'file' | 'range' | 'severity' | 'introduced'>> = {},
): Finding {
  return finding({ rule, severity: 'error', message, introduced: 'unknown', ...about });
}

/** The gate failed for a reason of its own: there is no report, no evidence, or a report that contradicts itself. */
export function refused(
  rule: GateRule,
  message: string,
  about: { findings?: Finding[]; evidence?: Evidence[]; reproduce?: string } = {},
): GateAnswer {
  const { findings = [], evidence = [], reproduce } = about;
  return {
    status: 'failed',
    evidence,
    metrics: {},
    findings: [objection(rule, message), ...findings],
    reproduce,
  };
}
