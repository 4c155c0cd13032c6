import type { Finding } from './finding.js';
import type {
  FailedGate,
  InconclusiveGate,
  InconclusiveReason,
  PassedGate,
  SkippedGate,
  SkipReason,
} from './gate-result.js';

/** How many findings one gate may carry in a verdict; the rest is counted in `findingsOmitted`. */
export const MAX_FINDINGS_PER_GATE = 200;

type Common = Pick<PassedGate, 'gate' | 'required' | 'tool' | 'durationMs'> & { fromRecord?: boolean };
type Answer = Common &
  Pick<PassedGate, 'evidence' | 'reproduce'> & { metrics?: PassedGate['metrics']; findings?: Finding[] };

/** The gate did its work and has no objection. */
export function passed(answer: Answer): PassedGate {
  return { status: 'passed', ...filled(answer) };
}

/** The gate did its work and objects. */
export function failed(answer: Answer & { findings: Finding[] }): FailedGate {
  return { status: 'failed', ...filled(answer) };
}

const WORTH_ASKING_AGAIN: ReadonlySet<InconclusiveReason> = new Set([
  'timed-out',
  'out-of-memory',
  'killed',
  'crashed',
  'flaky',
  'cancelled',
]);

/** The gate could not tell. `message` names the cause and the mend. */
export function inconclusive(
  reason: InconclusiveReason,
  message: string,
  about: Common & { reproduce?: string; retryable?: boolean },
): InconclusiveGate {
  return {
    status: 'inconclusive',
    fromRecord: false,
    retryable: WORTH_ASKING_AGAIN.has(reason),
    ...about,
    reason,
    message,
  };
}

/** The gate does not apply, as the policy or detection on the base says. */
export function skipped(reason: SkipReason, message: string, about: Pick<SkippedGate, 'gate'>): SkippedGate {
  return { status: 'skipped', required: false, durationMs: 0, fromRecord: false, ...about, reason, message };
}

const ORDER = { error: 0, warning: 1, info: 2 } as const;

function filled(answer: Answer): Omit<PassedGate, 'status'> {
  const findings = [...(answer.findings ?? [])].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  return {
    fromRecord: false,
    metrics: {},
    ...answer,
    findings: findings.slice(0, MAX_FINDINGS_PER_GATE),
    findingsOmitted: Math.max(0, findings.length - MAX_FINDINGS_PER_GATE),
  };
}
