import {
  passed,
  type CheckRequest,
  type FailedGate,
  type Finding,
  type GateResult,
  type Severity,
  type Waiver,
} from '@quality-gates/contract';

/** The waivers of a request that hold for its tree on its base at a time. */
export function waiversInForce(
  { candidate, waivers = [] }: Pick<CheckRequest, 'candidate' | 'waivers'>,
  now: Date,
): Waiver[] {
  const { tree, base } = candidate;
  return waivers.filter(
    (waiver) => waiver.tree === tree && waiver.base === base.commit && new Date(waiver.expiresAt) > now,
  );
}

/** Whether one of the waivers accepts the finding: by rule and, where it names one, by path. */
export function isWaived(finding: Pick<Finding, 'rule' | 'file'>, waivers: readonly Waiver[]): boolean {
  return waivers.some(
    (waiver) => waiver.rule === finding.rule && (waiver.path === undefined || waiver.path === finding.file),
  );
}

/**
 * Marks the findings that are waived. A gate that failed by waived errors alone has passed, if it has done its
 * work: a waiver accepts what was found, never that nothing was looked at.
 */
export function withWaivers(result: GateResult, waivers: readonly Waiver[]): GateResult {
  if (waivers.length === 0 || (result.status !== 'failed' && result.status !== 'passed')) return result;
  const findings = result.findings.map((one) => (isWaived(one, waivers) ? { ...one, waived: true } : one));
  if (!findings.some((one) => one.waived)) return result;
  const accepted = result.status === 'failed' && nothingLeft({ ...result, findings });
  const { status: _, ...told } = { ...result, findings };
  return accepted ? passed(told) : { ...result, findings };
}

/** Whether a gate that did its work failed by waived errors alone. */
function nothingLeft({ evidence, findings, findingsOmitted, metrics }: FailedGate): boolean {
  const open = (severity: Severity) =>
    findings.filter((one) => one.severity === severity && !one.waived).length;
  const sawAllErrors = findingsOmitted === 0 || findings.at(-1)?.severity !== 'error';
  return (
    sawAllErrors &&
    evidence.some(({ count }) => count > 0) &&
    findings.some((one) => one.severity === 'error') &&
    open('error') === 0 &&
    open('warning') <= (metrics['maxWarnings'] ?? Infinity)
  );
}

/** The waivers that accepted at least one finding. */
export function appliedWaivers(waivers: readonly Waiver[], results: readonly GateResult[]): Waiver[] {
  const findings = results.flatMap((result) =>
    result.status === 'failed' || result.status === 'passed' ? result.findings : [],
  );
  return waivers.filter((waiver) => findings.some((one) => one.waived && isWaived(one, [waiver])));
}
