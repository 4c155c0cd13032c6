import {
  type CheckId,
  checkIdOf,
  type CheckRequest,
  type ErrorCode,
  type Verdict,
  type Waiver,
} from '@quality-gates/contract';
import { shown } from './shown.js';

/** A line before it is written; plain JSON. */
export type AuditLine = { readonly event: 'verdict' | 'waiver' | 'refused' } & Record<string, unknown>;

/** A verdict, and the token of whoever started its run. */
export interface JudgedRun {
  checkId: CheckId;
  run: number;
  request: CheckRequest;
  verdict: Verdict;
  /** The name of a token; see `Credential.name`. */
  token: string;
}

/** A request that was turned away for who sent it. */
export interface Refusal {
  code: ErrorCode;
  /** The name of the token, where it is a good one. */
  token?: string;
  method: string;
  /** The route as it is registered; what the caller wrote is told nowhere. */
  route: string;
  /** What was not allowed, e.g. the scope that is missing. */
  scope?: string;
  repository?: string;
  remoteAddress: string;
  requestId: string;
}

export function verdictLine({ checkId, run, request, verdict, token }: JudgedRun): AuditLine {
  const required = new Set(verdict.requiredGates);
  return {
    event: 'verdict',
    checkId,
    run,
    outcome: verdict.outcome,
    scope: verdict.scope,
    ...about(request),
    token: shown(token),
    origin: request.origin && {
      agentId: shown(request.origin.agentId),
      taskId: shown(request.origin.taskId),
      attempt: request.origin.attempt,
    },
    gates: Object.fromEntries(
      verdict.gates.filter(({ gate }) => required.has(gate)).map(({ gate, status }) => [gate, status]),
    ),
    waivers: (verdict.waivers ?? []).map(waiverPart),
  };
}

export function waiverLine(
  waiver: Waiver,
  request: CheckRequest,
  token: string,
  decision: 'accepted' | 'refused',
): AuditLine {
  return {
    event: 'waiver',
    decision,
    token: shown(token),
    checkId: checkIdOf(request),
    ...about(request),
    waiver: waiverPart(waiver),
  };
}

export function refusalLine(refusal: Refusal): AuditLine {
  return {
    event: 'refused',
    ...refusal,
    ...(refusal.repository !== undefined && { repository: shown(refusal.repository) }),
  };
}

function about({ stage, candidate }: CheckRequest): Record<string, unknown> {
  const { repository, tree, commit, base } = candidate;
  return { stage, repository: shown(repository), tree, commit, base: { ...base, ref: shown(base.ref) } };
}

function waiverPart({ rule, path, tree, base, reason, grantedBy, expiresAt }: Waiver): object {
  return {
    rule: shown(rule),
    path: path === undefined ? undefined : shown(path),
    tree,
    base,
    reason: shown(reason),
    grantedBy: shown(grantedBy),
    expiresAt,
  };
}
