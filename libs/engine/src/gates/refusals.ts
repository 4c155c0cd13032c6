import { finding, type Evidence, type Finding } from '@quality-gates/contract';
import semver from 'semver';
import type { GateAnswer, GateContext } from './gate.js';

/** Rules of the gates themselves, beside those of the tools. */
export type GateRule =
  | 'no-report'
  | 'no-evidence'
  | 'report-mismatch'
  | 'coverage-below-threshold'
  | 'flaky-test'
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

/**
 * The tool ended by itself and left nothing to believe. Where its package says that it does not run on this Node,
 * that is no fault of the change.
 */
export function withoutReport(
  { tool }: Pick<GateContext, 'tool'>,
  message: string,
  { rule, ...about }: { reproduce?: string; rule?: 'report-mismatch' } = {},
): GateAnswer {
  if (rule) return refused(rule, message, about);
  const { name, version, nodeRange } = tool;
  const runsHere =
    nodeRange === undefined || !semver.validRange(nodeRange) || semver.satisfies(process.version, nodeRange);
  if (runsHere) return refused('no-report', message, about);
  return {
    status: 'inconclusive',
    reason: 'tool-missing',
    message:
      `${name} ${version} needs Node ${nodeRange}, and this is ${process.version}. Run the gates by such a Node, or let the project use a ${name} that runs on this one. ${message}`.slice(
        0,
        4000,
      ),
    retryable: false,
    ...about,
  };
}
